/**
 * The only door between a node's realm and the host. Strings, numbers, bytes and functions go through it; promises never do: a promise
 * of the host settles on the host's own queue, outside simulated time.
 */

import type { Disk } from '../../disk/disk.ts'

/** What a node is told about itself; plain JSON. */
export interface RealmConfig {
  readonly id: string
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
  readonly pid: number
}

/** A wake-up that can still be called off. */
export interface Wake {
  cancel(): void
}

/** The host's modules whose functions are pure and synchronous, so that they may be called from a realm. */
export interface HostModules {
  readonly assert: typeof import('node:assert')
  readonly buffer: typeof import('node:buffer')
  readonly crypto: typeof import('node:crypto')
  readonly fs: { readonly constants: Readonly<Record<string, number>> }
  readonly path: typeof import('node:path')
  readonly punycode: unknown
  readonly querystring: typeof import('node:querystring')
  readonly string_decoder: typeof import('node:string_decoder')
  readonly url: typeof import('node:url')
  readonly util: typeof import('node:util')
  readonly zlib: typeof import('node:zlib')
  readonly async_hooks: typeof import('node:async_hooks')
  readonly console: typeof import('node:console')
  readonly constants: typeof import('node:constants')
}

export interface Bridge {
  readonly config: RealmConfig
  readonly host: HostModules
  /** Version, platform and the like of the process that simulates. */
  readonly process: {
    readonly version: string
    readonly versions: object
    readonly platform: string
    readonly arch: string
  }
  readonly TextDecoder: typeof TextDecoder
  readonly disk: Disk
  /** Nanoseconds that a file operation takes. */
  readonly diskLatency: number
  /** Nanoseconds since the run began, by the node's own clock. */
  monotonic(): number
  /** Milliseconds since 1970, by the node's own clock; may have a fraction. */
  wall(): number
  /** Uniform in [0, 1), 32 bits, seeded. */
  random(): number
  /** Runs `action` in this realm after `delay` nanoseconds, and then all that follows from it. */
  after(delay: number, action: () => void): Wake
  /** Lets time pass for this node alone. */
  sleep(nanos: number): void
  /** Releases the storage when the node ends: the host's hooks hold on to it. */
  track(storage: { disable(): void }): void
  /** A line of stdout (1) or stderr (2). */
  line(fd: 1 | 2, text: string): void
  /** The node has ended: nothing that it still does is heard. */
  exit(code: number | null, signal: string | null, reason?: string): void
  /**
   * The place in the user's sources of a place in the bundle, as `file:line:column`; empty when the bundler wrote that place; undefined when
   * the file is not the bundle.
   */
  locate(file: string, line: number, column: number): string | undefined
  /** True for frames of the simulator, which no user wants to see. */
  hides(file: string): boolean
  /** Finds and reads a CommonJS module that the bundler could not see; undefined when there is none. */
  resolve(request: string, from: string): { readonly path: string; readonly source: string } | undefined
}

/** What the host may call; each call leaves the node's queues for the host to drain. */
export interface Control {
  /** Names and values that a program finds in its scope. */
  readonly globals: Readonly<Record<string, unknown>>
  /** For the wrapper of a bundle: looks up a module of Node's, and modules that the bundler could not see. */
  readonly builtin: (name: string) => unknown
  readonly require: (request: string) => unknown
  /** `require.main`: the entry's `module` once it has begun. */
  readonly main: { module: unknown }
  /** Runs the program's top level. */
  start(program: () => unknown): void
  /** One line (without newline) for stdin. */
  deliver(line: string): void
  /** End of stdin. */
  end(): void
  /** A promise was rejected, and nobody had listened when the queues were empty. */
  rejected(reason: unknown): void
  /** Runs the callbacks of `process.nextTick`. */
  runTicks(): void
  /** True while callbacks of `process.nextTick` wait. */
  ticking(): boolean
  /** True while something can still happen: a timer, a file operation, stdin being read. */
  alive(): boolean
  /** Called when the node is no longer alive: `beforeExit`, then, unless that revived it, its exit. */
  idle(): void
  /** Ends the node for an error that the host has seen. */
  crash(reason: unknown): void
}
