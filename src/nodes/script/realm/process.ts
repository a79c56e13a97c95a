/** The `process` of a node: its identity, its end, and what becomes of errors that nobody caught. */

import { coded, EXIT, local, notSimulated } from './errors.ts'
import EventEmitter from './events.ts'
import * as loop from './loop.ts'
import { stderr, stdin, stdout } from './stdio.ts'

const MEGABYTE = 1024 * 1024
const { config } = bridge

const started = bridge.monotonic()
let cwd = config.cwd
let exitCode: number | string | undefined
let exiting = false
/** Set while the top level of a module with `await` has not finished. */
export const topLevel = { unsettled: false }

const FATAL_SIGNALS: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGABRT: 6,
  SIGKILL: 9,
  SIGUSR1: 10,
  SIGUSR2: 12,
  SIGTERM: 15,
}

class Process extends EventEmitter {
  readonly stdin = stdin
  readonly stdout = stdout
  readonly stderr = stderr
  readonly argv = Array.from(config.argv)
  readonly argv0 = 'node'
  readonly execArgv: string[] = []
  readonly execPath = '/usr/local/bin/node'
  readonly env = environment()
  readonly pid = config.pid
  readonly ppid = 1
  readonly platform = bridge.process.platform
  readonly arch = bridge.process.arch
  readonly version = bridge.process.version
  readonly versions = local(bridge.process.versions)
  readonly release = { name: 'node' }
  readonly features = {}
  readonly config = { variables: {}, target_defaults: {} }
  title = 'node'
  readonly nextTick = loop.nextTick
  readonly hrtime = Object.assign(hrtime, { bigint: () => BigInt(bridge.monotonic()) })

  get exitCode(): number | string | undefined {
    return exitCode
  }
  set exitCode(code: number | string | undefined) {
    exitCode = code
  }

  readonly exit = (code?: number | string): never => {
    leave(code)
    throw EXIT
  }
  readonly reallyExit = (code?: number): never => {
    end(Number(code ?? 0), null)
    throw EXIT
  }
  readonly abort = (): never => {
    end(null, 'SIGABRT')
    throw EXIT
  }
  readonly kill = (pid: number, signal: string | number = 'SIGTERM'): true => {
    if (pid !== config.pid) return notSimulated(`process.kill(${pid})`, 'There is no process but its own.')
    const name =
      typeof signal === 'string' ? signal : Object.keys(FATAL_SIGNALS).find(each => FATAL_SIGNALS[each] === signal)
    if (name === undefined || signal === 0) return true
    if (name !== 'SIGKILL' && this.listenerCount(name) > 0)
      loop.later(0, () => this.emit(name, name, FATAL_SIGNALS[name]))
    else if (name in FATAL_SIGNALS) {
      end(null, name)
      throw EXIT
    }
    return true
  }
  readonly cwd = (): string => cwd
  readonly chdir = (path: string): void => {
    const target = bridge.host.path.resolve(cwd, path)
    if (bridge.disk.stat(target).kind !== 'directory')
      throw coded('ENOTDIR', `ENOTDIR: not a directory, chdir '${cwd}' -> '${path}'`)
    cwd = target
  }
  readonly uptime = (): number => (bridge.monotonic() - started) / 1e9
  readonly umask = (): number => 0o22
  readonly getuid = (): number => 1000
  readonly geteuid = (): number => 1000
  readonly getgid = (): number => 1000
  readonly getegid = (): number => 1000
  readonly memoryUsage = Object.assign(
    () => ({
      rss: 64 * MEGABYTE,
      heapTotal: 32 * MEGABYTE,
      heapUsed: 16 * MEGABYTE,
      external: MEGABYTE,
      arrayBuffers: 0,
    }),
    { rss: () => 64 * MEGABYTE },
  )
  readonly cpuUsage = () => ({ user: 0, system: 0 })
  readonly resourceUsage = () => ({ userCPUTime: 0, systemCPUTime: 0, maxRSS: 65_536 })
  readonly emitWarning = (warning: string | Error, kind: string | { type?: string } = 'Warning'): void => {
    const name = typeof kind === 'string' ? kind : (kind.type ?? 'Warning')
    const error = warning instanceof Error ? warning : Object.assign(new Error(warning), { name })
    stderr.print(`(node:${config.pid}) ${error.name}: ${error.message}\n`)
    loop.nextTick(() => this.emit('warning', error))
  }
  readonly binding = (name: string): never => notSimulated(`process.binding('${name}')`)
  readonly dlopen = (): never => notSimulated('process.dlopen')
  readonly hasUncaughtExceptionCaptureCallback = (): boolean => false
  readonly setUncaughtExceptionCaptureCallback = (): never =>
    notSimulated('process.setUncaughtExceptionCaptureCallback')
  readonly setSourceMapsEnabled = (): void => {}
  readonly getActiveResourcesInfo = (): string[] => []
  readonly ref = (): void => {}
  readonly unref = (): void => {}
  readonly connected = false
  readonly report = undefined
}

function hrtime(previous?: readonly [number, number]): [number, number] {
  const now = bridge.monotonic()
  let seconds = Math.floor(now / 1e9)
  let nanos = Math.round(now % 1e9)
  if (previous !== undefined) {
    seconds -= previous[0]
    nanos -= previous[1]
    if (nanos < 0) {
      seconds--
      nanos += 1e9
    }
  }
  return [seconds, nanos]
}

/** Values of an environment are text, whatever is assigned. */
function environment(): Record<string, string | undefined> {
  return new Proxy({ ...config.env } as Record<string, string | undefined>, {
    set(target, key, value) {
      if (typeof key === 'string') target[key] = String(value)
      return true
    },
  })
}

export const process = new Process()
Object.defineProperty(process, Symbol.toStringTag, { value: 'process' })

function end(code: number | null, signal: string | null, reason?: string): void {
  if (loop.isDead()) return
  stdout.flush()
  stderr.flush()
  loop.end(code, signal, reason)
}

/** Runs the `exit` listeners, once, and ends the node. */
function leave(code?: number | string, reason?: string): void {
  if (code !== undefined) exitCode = code
  if (!exiting && !loop.isDead()) {
    exiting = true
    try {
      process.emit('exit', Number(exitCode ?? 0))
    } catch (error) {
      if (error !== EXIT) {
        exitCode = 1
        reason ??= report(error)
      }
    }
  }
  end(Number(exitCode ?? 0), null, reason)
}

function report(error: unknown): string {
  const text = loop.stackOf(error)
  stderr.print(`${text}\n`)
  return text
}

loop.uncaught.handle = (error, origin) => {
  if (process.listenerCount('uncaughtExceptionMonitor') > 0) process.emit('uncaughtExceptionMonitor', error, origin)
  if (process.listenerCount('uncaughtException') > 0) {
    try {
      process.emit('uncaughtException', error, origin)
      return
    } catch (second) {
      if (second === EXIT) return
      error = second
    }
  }
  crash(error)
}

/** Ends the node as an uncaught exception does. */
export function crash(error: unknown): void {
  if (loop.isDead()) return
  leave(1, report(error))
}

/** A rejection that nobody handled. */
export function rejected(reason: unknown): void {
  if (loop.isDead() || reason === EXIT) return
  if (process.listenerCount('unhandledRejection') > 0) {
    const promise = Promise.reject(reason)
    promise.catch(() => {})
    loop.run(() => process.emit('unhandledRejection', reason, promise), undefined, [])
    return
  }
  if (reason instanceof Error) {
    loop.uncaught.handle(reason, 'unhandledRejection')
    return
  }
  const error = coded(
    'ERR_UNHANDLED_REJECTION',
    `This error originated either by throwing inside of an async function without a catch block, or by rejecting a promise which was not handled with .catch(). The promise rejected with the reason "${bridge.host.util.inspect(reason)}".`,
  )
  Object.defineProperty(error, 'name', { value: 'UnhandledPromiseRejection', configurable: true })
  loop.uncaught.handle(error, 'unhandledRejection')
}

/** Nothing can happen any more. */
export function idle(): void {
  if (loop.isDead()) return
  loop.run(() => process.emit('beforeExit', Number(exitCode ?? 0)), undefined, [])
  if (loop.isAlive() || loop.ticking() || loop.isDead()) return
  if (!topLevel.unsettled) {
    leave()
    return
  }
  stderr.print('Warning: Detected unsettled top-level await\n')
  leave(exitCode ?? 13)
}
