/**
 * Date on the node's clock, in UTC wherever the host is. The realm's own Date.prototype is kept and amended, so that dates made before
 * and after are of one kind.
 */

const HostDate = Date
const LOCALE = 'en-US'
const ZONED = /(?:Z|GMT|UTC?|[A-Z]{2,4}T|[+-]\d{2}:?\d{2}(?:\s*\(.*\))?)\s*$/i
const DATE_ONLY = /^[+-]?\d{4,6}(?:-\d{2}){0,2}$/
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

const offset = HostDate.prototype.getTimezoneOffset

/** Text without a zone is local time: read by the host in its own zone, then moved to UTC. */
function parse(text: string): number {
  const time = HostDate.parse(text)
  if (Number.isNaN(time) || ZONED.test(text) || DATE_ONLY.test(text.trim())) return time
  return time - offset.call(new HostDate(time)) * 60_000
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
  for (const name of ['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString']) {
    const original = prototype[name] as unknown as (this: Date, locale: unknown, options: object) => string
    method(name, function (this: Date, locale?: unknown, options?: object) {
      return original.call(this, locale ?? LOCALE, { timeZone: 'UTC', ...options })
    } as never)
  }
  installLocale()
}

/** The host's language would show in sorted names and printed numbers. */
function installLocale(): void {
  const intl = Intl as unknown as Record<string, unknown>
  for (const name of Object.getOwnPropertyNames(intl)) {
    const Original = intl[name]
    if (
      typeof Original !== 'function' ||
      Original.prototype === undefined ||
      name === 'Locale' ||
      name === 'DisplayNames'
    )
      continue
    const zone = name === 'DateTimeFormat' ? { timeZone: 'UTC' } : {}
    const amended = function (this: unknown, locale?: unknown, options?: object): unknown {
      const args = [locale ?? LOCALE, { ...zone, ...options }]
      return Reflect.construct(Original, args, new.target ?? (Original as unknown as new () => unknown))
    }
    Object.defineProperty(amended, 'name', { value: name })
    Object.defineProperty(amended, 'prototype', { value: Original.prototype, writable: false })
    Object.setPrototypeOf(amended, Original)
    Object.defineProperty(Original.prototype, 'constructor', { value: amended, writable: true, configurable: true })
    Object.defineProperty(intl, name, { value: amended, writable: true, configurable: true })
  }
  const localeFirst: readonly [object, string][] = [
    [Number.prototype, 'toLocaleString'],
    [BigInt.prototype, 'toLocaleString'],
    [String.prototype, 'toLocaleUpperCase'],
    [String.prototype, 'toLocaleLowerCase'],
  ]
  for (const [prototype, name] of localeFirst) {
    const original = (prototype as Record<string, (locale: unknown, options: unknown) => unknown>)[name]!
    const amended = {
      [name](this: unknown, locale?: unknown, options?: unknown) {
        return Reflect.apply(original, this, [locale ?? LOCALE, options])
      },
    }[name]
    Object.defineProperty(prototype, name, { value: amended, writable: true, configurable: true })
  }
  const compare = String.prototype.localeCompare
  const localeCompare = function (this: string, that: string, locale?: string, options?: object) {
    return Reflect.apply(compare, this, [that, locale ?? LOCALE, options])
  }
  Object.defineProperty(String.prototype, 'localeCompare', { value: localeCompare, writable: true, configurable: true })
}
