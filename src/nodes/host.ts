/**
 * How a node's program is executed. The network knows nodes only as this: a child process on the real clock, a script or a function
 * in virtual time. In virtual time `deliver` and every wake-up (asked for with `clock.after`) run the node until it is idle, and what
 * it writes comes back through NodeIo before the call returns; so the engine, never the host, decides which event comes next.
 */

import type { Disk } from './disk/disk.ts'
import type { NodeClock } from './node-clock.ts'

/** How a program ended: by itself with a code, by a signal, or because it could not run on (`reason`). */
export interface Exit {
  readonly code: number | null
  readonly signal: string | null
  /** The exception that ended a node in virtual time, or why a process could not be run. */
  readonly reason?: string
}

/** What is wrong with the bytes of a line, before anyone looks at its meaning. */
export type LineFlaw = 'invalid-utf8' | 'too-long' | 'unterminated'

/** Where a node's output goes. */
export interface NodeIo {
  /** One line of stdout, without its newline. A flawed line is passed on as far as it could be read. */
  onMessage(line: string, flaw?: LineFlaw): void
  /** One line of stderr, without its newline. */
  onLog(line: string): void
  /** The program has ended; called once, after its last line. Not called for a node that was told to `kill` or `stop`. */
  onExit(exit: Exit): void
}

export interface StartOptions {
  readonly id: string
  /** A private folder that survives restarts within a run; the program finds its path in MAELSTROM_DATA_DIR. */
  readonly dataDir: string
  readonly io: NodeIo
}

/** One run of a node's program, from its start to its end. */
export interface RunningNode {
  /** Passes one line (without newline) to stdin. Lines to a program that has ended are dropped. */
  deliver(line: string): void
  /** Bytes that were delivered but not yet read by the program; always 0 in virtual time. */
  readonly backlog: number
  /** What it has printed on stdout of a line whose newline has not come yet; where that is not known, it is left out. */
  readonly unfinished?: string
  /** Ends it as a crash does: nothing is flushed, no handler runs. Resolves when it, and all it started, is gone. */
  kill(): Promise<void>
  pause(): void
  resume(): void
  /** Ends it in order: closes stdin, waits a grace period, then kills. Resolves when it, and all it started, is gone. */
  stop(): Promise<void>
}

/** What only a simulated node has: a disk that can lose what was not synced, a clock that can be wrong. */
export interface SimulatedNode {
  readonly disk?: Disk
  readonly clock: NodeClock
}

export interface NodeHost {
  /** In virtual time: the node's disk and clock, for faults. */
  simulated?(id: string): SimulatedNode
  /** Finds, checks and builds the program, so that a mistake shows before any node runs. `start` does it too. Rejects with a named error. */
  prepare?(): Promise<void>
  /** Resolves when the program runs; rejects with a named error when it cannot be started. */
  start(options: StartOptions): Promise<RunningNode>
  /** Gives back what the host itself holds (built programs), once its last node is gone. */
  close?(): Promise<void>
}
