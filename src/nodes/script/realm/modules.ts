/** Node's built-in modules, each made when a program first asks for it. */

import { asyncHooks } from './async-hooks.ts'
import { bufferModule } from './buffer.ts'
import { console } from './console.ts'
import { coded, lift, liftAll, local, notSimulated } from './errors.ts'
import EventEmitter from './events.ts'
import * as loop from './loop.ts'
import { performanceModule } from './performance.ts'
import { process } from './process.ts'
import { timersPromises } from './timers-promises.ts'
import { refusal, unsimulated } from './unsimulated.ts'
import { pathToFileURL, URL, URLSearchParams } from './url.ts'

const { host } = bridge
// biome-ignore lint/suspicious/noExplicitAny: functions of all shapes
type AnyFunction = (...args: any[]) => any

function pathModule(): object {
  const lifted = (flavour: typeof host.path) =>
    liftAll(flavour, [
      'basename',
      'dirname',
      'extname',
      'format',
      'isAbsolute',
      'join',
      'normalize',
      'parse',
      'toNamespacedPath',
      'sep',
      'delimiter',
    ])
  const bound = (flavour: typeof host.path) => {
    const resolve = lift((...parts: string[]) => flavour.resolve(process.cwd(), ...parts))
    return {
      ...lifted(flavour),
      resolve,
      relative: lift((from: string, to: string) => flavour.relative(resolve(from), resolve(to))),
    }
  }
  const posix: Record<string, unknown> = bound(host.path.posix as typeof host.path)
  const win32: Record<string, unknown> = bound(host.path.win32 as typeof host.path)
  for (const each of [posix, win32]) Object.assign(each, { posix, win32 })
  return host.path.sep === '/' ? posix : win32
}

function urlModule(): object {
  return {
    ...liftAll(host.url, [
      'domainToASCII',
      'domainToUnicode',
      'fileURLToPath',
      'format',
      'parse',
      'resolve',
      'urlToHttpOptions',
    ]),
    pathToFileURL,
    URL,
    URLSearchParams,
    Url: (host.url as unknown as { Url: unknown }).Url,
  }
}

function timersModule(): object {
  const { setTimeout, setInterval, setImmediate, clearTimeout, clearImmediate } = loop
  return {
    setTimeout,
    setInterval,
    setImmediate,
    clearTimeout,
    clearInterval: clearTimeout,
    clearImmediate,
    promises: timersPromises,
  }
}

function zlibModule(): object {
  const given: Record<string, unknown> = { constants: local(host.zlib.constants) }
  for (const name of [
    'deflate',
    'inflate',
    'gzip',
    'gunzip',
    'deflateRaw',
    'inflateRaw',
    'unzip',
    'brotliCompress',
    'brotliDecompress',
  ]) {
    const sync = lift((host.zlib as unknown as Record<string, AnyFunction>)[`${name}Sync`] as AnyFunction)
    given[`${name}Sync`] = sync
    given[name] = (...args: unknown[]) => {
      const callback = args.pop() as AnyFunction
      loop.later(0, () => {
        let result: unknown
        try {
          result = sync(...args)
        } catch (error) {
          return callback(error)
        }
        callback(null, result)
      })
    }
  }
  return unsimulated('zlib', given, 'Use the functions that take a whole buffer.')
}

function diagnosticsChannel(): object {
  const channels = new Map<string | symbol, Channel>()
  class Channel {
    readonly name: string | symbol
    readonly #subscribers = new Set<AnyFunction>()
    constructor(name: string | symbol) {
      this.name = name
    }
    get hasSubscribers(): boolean {
      return this.#subscribers.size > 0
    }
    subscribe(subscriber: AnyFunction): void {
      this.#subscribers.add(subscriber)
    }
    unsubscribe(subscriber: AnyFunction): boolean {
      return this.#subscribers.delete(subscriber)
    }
    publish(message: unknown): void {
      for (const subscriber of this.#subscribers) subscriber(message, this.name)
    }
  }
  const channel = (name: string | symbol): Channel => {
    const made = channels.get(name) ?? new Channel(name)
    channels.set(name, made)
    return made
  }
  return unsimulated('diagnostics_channel', {
    Channel,
    channel,
    hasSubscribers: (name: string) => channel(name).hasSubscribers,
    subscribe: (name: string, subscriber: AnyFunction) => channel(name).subscribe(subscriber),
    unsubscribe: (name: string, subscriber: AnyFunction) => channel(name).unsubscribe(subscriber),
  })
}

/** `createRequire`, and what the bundler could not see: built-ins, JSON and CommonJS files named at run time. */
const loaded = new Map<string, { exports: unknown }>()
export function createRequire(from: string | URL): (request: string) => unknown {
  const base = typeof from === 'string' && !from.startsWith('file:') ? from : host.url.fileURLToPath(String(from))
  const find = (request: string) => {
    const found = bridge.resolve(request, base)
    if (found === undefined)
      throw coded('MODULE_NOT_FOUND', `Cannot find module '${request}'\nRequire stack:\n- ${base}`)
    return found
  }
  const require = (request: string): unknown => {
    if (isBuiltin(request)) return builtin(request)
    const { path, source } = find(request)
    const cached = loaded.get(path)
    if (cached !== undefined) return cached.exports
    const module: { exports: unknown; filename: string; id: string } = { exports: {}, filename: path, id: path }
    loaded.set(path, module)
    if (path.endsWith('.json')) module.exports = JSON.parse(source)
    else if (path.endsWith('.node')) return notSimulated(`require('${request}')`, 'It is a native addon.')
    else {
      const body = new Function(
        'exports',
        'require',
        'module',
        '__filename',
        '__dirname',
        `${source}\n//# sourceURL=${path}`,
      )
      body.call(module.exports, module.exports, createRequire(path), module, path, host.path.dirname(path))
    }
    return module.exports
  }
  return Object.assign(require, {
    resolve: (request: string) => (isBuiltin(request) ? request : find(request).path),
    cache: {},
    main: undefined,
  })
}

const timeless =
  (name: string, given: object = {}, instead?: string) =>
  () =>
    unsimulated(name, given, instead)

const TABLE: Readonly<Record<string, () => unknown>> = {
  assert: () => require('./assert.ts').assert,
  'assert/strict': () => require('./assert.ts').assert.strict,
  async_hooks: asyncHooks,
  buffer: () => bufferModule,
  console: () => console,
  constants: () => local(host.constants),
  crypto: () => require('./crypto.ts').cryptoModule,
  diagnostics_channel: diagnosticsChannel,
  events: () => EventEmitter,
  fs: () => require('./fs.ts').fs,
  'fs/promises': () => require('./fs-promises.ts').fsPromises,
  module: timeless('module', {
    createRequire,
    isBuiltin: (name: string) => isBuiltin(name),
    syncBuiltinESMExports() {},
  }),
  os: () => require('./os.ts').osModule,
  path: pathModule,
  'path/posix': () => (builtin('path') as { posix: unknown }).posix,
  'path/win32': () => (builtin('path') as { win32: unknown }).win32,
  perf_hooks: () => performanceModule,
  process: () => process,
  punycode: () => host.punycode,
  querystring: () => liftAll(host.querystring, ['parse', 'stringify', 'escape', 'unescape', 'decode', 'encode']),
  readline: () => require('./readline.ts').readline,
  'readline/promises': () => require('./readline.ts').readline.promises,
  stream: () => require('./stream.ts').default,
  'stream/promises': () => require('./stream.ts').default.promises,
  string_decoder: () => host.string_decoder,
  sys: () => builtin('util'),
  timers: timersModule,
  'timers/promises': () => timersPromises,
  tty: timeless('tty', { isatty: () => false }),
  url: urlModule,
  util: () => require('./util.ts').utilModule,
  'util/types': () => host.util.types,
  v8: timeless('v8', {
    getHeapStatistics: () => ({ total_heap_size: 0, used_heap_size: 0, heap_size_limit: 0 }),
    setFlagsFromString() {},
  }),
  zlib: zlibModule,
  // Imported by programs that ask what they are, and by packages that use them seldom.
  child_process: timeless('child_process'),
  cluster: timeless('cluster', { isMaster: true, isPrimary: true, isWorker: false, workers: {} }),
  dgram: timeless('dgram'),
  dns: timeless('dns'),
  'dns/promises': timeless('dns.promises'),
  domain: timeless('domain'),
  http: timeless('http', { METHODS: [], STATUS_CODES: {} }),
  http2: timeless('http2'),
  https: timeless('https'),
  inspector: timeless('inspector', { url: () => undefined }),
  'inspector/promises': timeless('inspector'),
  net: timeless('net', { isIP: (text: string) => (/^\d+(\.\d+){3}$/.test(text) ? 4 : text.includes(':') ? 6 : 0) }),
  repl: timeless('repl'),
  sea: timeless('sea', { isSea: () => false }),
  sqlite: timeless('sqlite'),
  'stream/web': timeless('stream/web'),
  'stream/consumers': timeless('stream/consumers'),
  test: timeless('test'),
  tls: timeless('tls'),
  trace_events: timeless('trace_events'),
  vm: timeless('vm'),
  wasi: timeless('wasi'),
  worker_threads: timeless('worker_threads', {
    isMainThread: true,
    parentPort: null,
    threadId: 0,
    workerData: null,
    resourceLimits: {},
  }),
}

const made = new Map<string, unknown>()
const bare = (name: string): string => (name.startsWith('node:') ? name.slice(5) : name)

export const isBuiltin = (name: string): boolean => bare(name) in TABLE

export function builtin(name: string): unknown {
  const key = bare(name)
  let module = made.get(key)
  if (module === undefined) {
    const make = TABLE[key]
    module = make === undefined ? refusal(key) : make()
    made.set(key, module)
  }
  return module
}
