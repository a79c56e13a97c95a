/**
 * Date on the node's clock, in UTC wherever the host is. The realm's own Date.prototype is kept and amended, so that dates made before
 * and after are of one kind.
 */

const HostDate = Date
const LOCALE = 'en-US'
/** A date alone is in UTC; everything else without a zone is local time, which here is UTC as well. */
const ISO_DATE = /^(?:\d{4}|[+-]\d{6})(?:-\d{2}){0,2}$/
const ISO_TIME = /^(?:\d{4}|[+-]\d{6})(?:-\d{2}){0,2}T\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(Z|[+-]\d{2}:\d{2})?$/
/** What the host cuts text into: numbers, words of letters and of what comes after them, and single characters. */
const TOKEN = /\d+|(?:(?!\s)[A-\uffff])+|./gs
/** Taken for the beginning of a date before all else. */
const ISO_PREFIX = /^(?:\d{4}|[+-]\d{6})(?!\d)(?:-\d{2}(?!\d)){0,2}/
const ZONE_NAME = /^(?:z|ut|utc|gmt|[ecmp][sd]t)$/i
const MONTH_NAME = /^(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/i
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** Whether the host finds a zone in text that it can read: a name after a number, or a sign after a time of day that joins no date. */
function hasZone(text: string): boolean {
  const rest = text.replace(ISO_PREFIX, '')
  const tokens = rest.match(TOKEN) ?? []
  /** Hour, minute, second, and what is less. */
  let times = 0
  let numbers = rest === text ? 0 : 1
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as string
    if (/\d/.test(token)) {
      numbers++
      if (tokens[i + 1] === ':') {
        times++
        if (tokens[++i + 1] === ':') times++
        if (/[:.]/.test(tokens[i + 1] ?? '')) i++
        continue
      }
      const expected = times > 0 && times < 4 && Number(token) < (times === 3 ? 1000 : 60)
      const point = tokens[i + 1] === '.'
      if (point) i++
      if (expected) {
        times = 4
        if (point) i++
      } else if (tokens[i + 1] === '-') i++
    } else if (numbers > 0 && ZONE_NAME.test(token)) return true
    else if (MONTH_NAME.test(token) && tokens[i + 1] === '-') i++
    else if (times > 0 && /[+-]/.test(token)) return true
  }
  return false
}

/** Text without a zone is given that of the node: the host must not read it in its own, where the hour may not exist. */
function parse(text: string): number {
  if (ISO_DATE.test(text)) {
    const time = HostDate.parse(`${text}T00:00Z`)
    if (!Number.isNaN(time)) return time
  }
  const iso = ISO_TIME.exec(text)
  if (iso !== null) {
    const time = HostDate.parse(iso[1] === undefined ? `${text}Z` : text)
    if (!Number.isNaN(time)) return time
  }
  const read = HostDate.parse(text)
  if (Number.isNaN(read)) return read
  const plain = withoutComments(text)
  if (hasZone(plain)) return read
  return HostDate.parse(`${plain} UTC`)
}

/** The host skips what is in parentheses, which may lie in each other, and need not be closed. */
function withoutComments(text: string): string {
  if (!text.includes('(')) return text
  let plain = ''
  let depth = 0
  for (const letter of text) {
    if (letter === '(') depth++
    if (depth === 0) plain += letter
    else if (letter === ')' && --depth === 0) plain += ' '
  }
  return plain
}

function construct(args: readonly unknown[]): number {
  if (args.length === 0) return Math.floor(bridge.wall())
  if (args.length > 1) return HostDate.UTC(...(args.map(Number) as [number, number]))
  const [given] = args
  if (given instanceof HostDate) return given.getTime()
  const primitive = typeof given === 'object' && given !== null ? toPrimitive(given) : given
  return typeof primitive === 'string' ? parse(primitive) : new HostDate(Number(primitive)).getTime()
}

function toPrimitive(value: object): unknown {
  const convert = (value as { [Symbol.toPrimitive]?: (hint: string) => unknown })[Symbol.toPrimitive]
  if (convert !== undefined) return convert.call(value, 'default')
  const plain: unknown = value.valueOf()
  return typeof plain === 'object' ? String(value) : plain
}

const pad = (value: number, width = 2): string => String(value).padStart(width, '0')
function dateString(date: Date): string {
  const year = date.getUTCFullYear()
  const sign = year < 0 ? '-' : ''
  return `${WEEKDAYS[date.getUTCDay()]} ${MONTHS[date.getUTCMonth()]} ${pad(date.getUTCDate())} ${sign}${pad(Math.abs(year), 4)}`
}
const timeString = (date: Date): string =>
  `${pad(date.getUTCHours())}:${pad(date.getUTCMinutes())}:${pad(date.getUTCSeconds())} GMT+0000 (Coordinated Universal Time)`

function method(name: string, body: (this: Date, ...args: never[]) => unknown): void {
  Object.defineProperty(body, 'name', { value: name })
  Object.defineProperty(HostDate.prototype, name, { value: body, writable: true, configurable: true })
}

/** Gives the realm its Date, time zone and locale. */
export function installDate(): void {
  function VirtualDate(this: unknown, ...args: unknown[]): unknown {
    if (new.target === undefined) return new HostDate(Math.floor(bridge.wall())).toString()
    return Reflect.construct(HostDate, [construct(args)], new.target)
  }
  Object.defineProperty(VirtualDate, 'name', { value: 'Date' })
  Object.defineProperty(VirtualDate, 'length', { value: 7 })
  Object.defineProperty(VirtualDate, 'prototype', { value: HostDate.prototype, writable: false })
  Object.defineProperty(HostDate.prototype, 'constructor', { value: VirtualDate, writable: true, configurable: true })
  const statics = {
    now: () => Math.floor(bridge.wall()),
    parse: (text: unknown) => parse(String(text)),
    UTC: HostDate.UTC,
  }
  for (const [name, value] of Object.entries(statics)) {
    Object.defineProperty(VirtualDate, name, { value, writable: true, configurable: true })
  }
  Object.defineProperty(globalThis, 'Date', { value: VirtualDate, writable: true, configurable: true })

  const prototype = HostDate.prototype as unknown as Record<string, (this: Date, ...args: never[]) => unknown>
  for (const part of ['FullYear', 'Month', 'Date', 'Hours', 'Minutes', 'Seconds', 'Milliseconds', 'Day']) {
    method(`get${part}`, prototype[`getUTC${part}`]!)
    const set = prototype[`setUTC${part}`]
    if (set !== undefined) method(`set${part}`, set)
  }
  method('getTimezoneOffset', function () {
    return Number.isNaN(this.getTime()) ? Number.NaN : 0
  })
  const text = (render: (date: Date) => string) =>
    function (this: Date): string {
      return Number.isNaN(this.getTime()) ? 'Invalid Date' : render(this)
    }
  method('toDateString', text(dateString))
  method('toTimeString', text(timeString))
  method(
    'toString',
    text(date => `${dateString(date)} ${timeString(date)}`),
  )
  method('getYear', function () {
    return this.getUTCFullYear() - 1900
  })
  method('setYear', function (this: Date, given: unknown) {
    const year = Math.trunc(Number(given))
    if (Number.isNaN(year)) return this.setTime(Number.NaN)
    return this.setUTCFullYear(year >= 0 && year <= 99 ? year + 1900 : year)
  } as never)
  for (const name of ['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString']) {
    const original = prototype[name] as unknown as (this: Date, locale: unknown, options: object) => string
    const { DateTimeFormat } = Intl
    method(name, function (this: Date, locale?: unknown, options?: object) {
      return original.call(this, localeFor(DateTimeFormat, locale), inUtc(options) as object)
    } as never)
  }
  installLocale()
}

interface Service {
  supportedLocalesOf(locales: unknown): string[]
}
/** Programs sort by it, so what was asked for once is kept. */
const known = new Map<unknown, Map<string, string>>()
/** What is asked for, unless that leaves the choice to the host. */
function localeFor(service: unknown, locale: unknown): unknown {
  if (locale === undefined || locale === LOCALE) return LOCALE
  if (typeof locale !== 'string') return supported(service, locale)
  const found = known.get(service)?.get(locale)
  if (found !== undefined) return found
  const chosen = supported(service, locale) as string
  if (!known.has(service)) known.set(service, new Map())
  known.get(service)?.set(locale, chosen)
  return chosen
}
const supported = (service: unknown, locale: unknown): unknown =>
  (service as Service).supportedLocalesOf(locale).length === 0 ? LOCALE : locale

function inUtc(options: unknown): unknown {
  if (options === undefined) return { timeZone: 'UTC' }
  if (options === null || (options as Intl.DateTimeFormatOptions).timeZone !== undefined) return options
  return Object.create(Object(options), { timeZone: { value: 'UTC' } })
}

/** Those that make an object without `new`. */
const CALLABLE = new Set(['Collator', 'DateTimeFormat', 'NumberFormat'])

/** The host's language would show in sorted names and printed numbers. */
function installLocale(): void {
  const intl = Intl as unknown as Record<string, unknown>
  for (const name of Object.getOwnPropertyNames(intl)) {
    const Original = intl[name]
    if (typeof Original !== 'function' || Original.prototype === undefined || name === 'Locale') continue
    const amended = function (this: unknown, locale?: unknown, options?: unknown): unknown {
      if (new.target === undefined && !CALLABLE.has(name)) return Reflect.apply(Original, undefined, [])
      const args = [localeFor(Original, locale), name === 'DateTimeFormat' ? inUtc(options) : options]
      return Reflect.construct(Original, args, new.target ?? (Original as unknown as new () => unknown))
    }
    Object.defineProperty(amended, 'name', { value: name })
    Object.defineProperty(amended, 'prototype', { value: Original.prototype, writable: false })
    Object.setPrototypeOf(amended, Original)
    Object.defineProperty(Original.prototype, 'constructor', { value: amended, writable: true, configurable: true })
    Object.defineProperty(intl, name, { value: amended, writable: true, configurable: true })
  }
  const { Collator, NumberFormat } = Intl
  const localeFirst: readonly [object, string, unknown][] = [
    [Number.prototype, 'toLocaleString', NumberFormat],
    [BigInt.prototype, 'toLocaleString', NumberFormat],
    [String.prototype, 'toLocaleUpperCase', Collator],
    [String.prototype, 'toLocaleLowerCase', Collator],
  ]
  for (const [prototype, name, service] of localeFirst) {
    const original = (prototype as Record<string, (locale: unknown, options: unknown) => unknown>)[name]!
    const amended = {
      [name](this: unknown, locale?: unknown, options?: unknown) {
        return Reflect.apply(original, this, [localeFor(service, locale), options])
      },
    }[name]
    Object.defineProperty(prototype, name, { value: amended, writable: true, configurable: true })
  }
  const compare = String.prototype.localeCompare
  const localeCompare = function (this: string, that: string, locale?: string, options?: object) {
    return Reflect.apply(compare, this, [that, localeFor(Collator, locale), options])
  }
  Object.defineProperty(String.prototype, 'localeCompare', { value: localeCompare, writable: true, configurable: true })
}
