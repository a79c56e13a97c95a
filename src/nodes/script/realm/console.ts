/** console: to stdout and stderr, in Node's own formatting. */

import { stderr, stdout } from './stdio.ts'

const { util } = bridge.host
const { format, inspect, formatWithOptions } = util

interface Sink {
  print(text: string): void
}

export class Console {
  readonly #out: Sink
  readonly #err: Sink
  #indent = ''
  readonly #counts = new Map<string, number>()
  readonly #timers = new Map<string, number>()

  constructor(out: Sink | { stdout: Sink; stderr?: Sink } = { stdout, stderr }, err?: Sink) {
    const streams = 'stdout' in out ? out : { stdout: out, stderr: err ?? out }
    this.#out = sink(streams.stdout)
    this.#err = sink(streams.stderr ?? streams.stdout)
    // Programs pass the methods on alone: `.catch(console.error)`.
    for (const name of Object.getOwnPropertyNames(Console.prototype)) {
      const method = (this as unknown as Record<string, unknown>)[name]
      if (name !== 'constructor' && typeof method === 'function') {
        Object.defineProperty(this, name, {
          value: method.bind(this),
          writable: true,
          configurable: true,
          enumerable: true,
        })
      }
    }
  }

  #print(to: Sink, args: unknown[]): void {
    const text = args.length === 1 && typeof args[0] === 'string' ? args[0] : format(...args)
    to.print(this.#indent === '' ? `${text}\n` : `${this.#indent}${text.replaceAll('\n', `\n${this.#indent}`)}\n`)
  }
  log(...args: unknown[]): void {
    this.#print(this.#out, args)
  }
  info(...args: unknown[]): void {
    this.#print(this.#out, args)
  }
  debug(...args: unknown[]): void {
    this.#print(this.#out, args)
  }
  error(...args: unknown[]): void {
    this.#print(this.#err, args)
  }
  warn(...args: unknown[]): void {
    this.#print(this.#err, args)
  }
  trace(...args: unknown[]): void {
    const place = new Error(format(...args))
    place.name = 'Trace'
    this.#print(this.#err, [String(place.stack)])
  }
  dir(value: unknown, options?: object): void {
    this.#print(this.#out, [inspect(value, { customInspect: false, ...options })])
  }
  dirxml(...args: unknown[]): void {
    this.log(...args)
  }
  assert(condition: unknown, ...args: unknown[]): void {
    if (condition) return
    const [first, ...rest] = args
    this.warn(...(typeof first === 'string' ? [`Assertion failed: ${first}`, ...rest] : ['Assertion failed', ...args]))
  }
  group(...args: unknown[]): void {
    if (args.length > 0) this.log(...args)
    this.#indent += '  '
  }
  groupCollapsed(...args: unknown[]): void {
    this.group(...args)
  }
  groupEnd(): void {
    this.#indent = this.#indent.slice(2)
  }
  count(label = 'default'): void {
    const count = (this.#counts.get(label) ?? 0) + 1
    this.#counts.set(label, count)
    this.log(`${label}: ${count}`)
  }
  countReset(label = 'default'): void {
    this.#counts.delete(label)
  }
  time(label = 'default'): void {
    this.#timers.set(label, bridge.monotonic())
  }
  timeLog(label = 'default', ...args: unknown[]): void {
    const start = this.#timers.get(label)
    if (start === undefined) this.warn(`Warning: No such label '${label}' for console.timeLog()`)
    else this.log(`${label}: ${((bridge.monotonic() - start) / 1e6).toFixed(3)}ms`, ...args)
  }
  timeEnd(label = 'default'): void {
    this.timeLog(label)
    this.#timers.delete(label)
  }
  table(data: unknown, columns?: readonly string[]): void {
    let text = ''
    const collect = { write: (chunk: string) => (text += chunk), on() {}, once() {}, removeListener() {} }
    const host = new bridge.host.console.Console({
      stdout: collect as unknown as NodeJS.WritableStream,
      ignoreErrors: false,
    })
    host.table(data, columns)
    this.#out.print(text)
  }
  profile(): void {}
  profileEnd(): void {}
  timeStamp(): void {}
}

function sink(stream: Sink | NodeJS.WritableStream): Sink {
  return 'print' in stream ? stream : { print: text => void (stream as NodeJS.WritableStream).write(text) }
}

export const console = Object.assign(new Console(), { Console, formatWithOptions })
