/** One child process as a running node: its lines, and its end, which comes in many ways and is told once. */
import type { ChildProcess } from 'node:child_process'
import { setImmediate } from 'node:timers'
import { hostTimeout } from '../time/host-time.ts'
import type { Exit, NodeIo, RunningNode } from './host.ts'
import { LineSplitter } from './line-splitter.ts'
import { LineWriter } from './line-writer.ts'
import { signalGroup } from './process-group.ts'
import { releaseGroup } from './reaper.ts'

/** After the program has ended: how long those that it left behind may hold its pipes, in milliseconds, before they are killed too. */
const DRAIN_MS = 100
/** How often the pipes get that long again because output still came, before they are cut off. */
const MAX_DRAINS = 10
/** Longest line of a log, in bytes. */
const MAX_LOG_LINE_BYTES = 1024 * 1024

/** What this class needs of a child process: execa's, or Node's own. */
export type Child = Pick<ChildProcess, 'stdin' | 'stdout' | 'stderr'> & Pick<NodeJS.EventEmitter, 'once'>

/**
 * Its life: *running*, then perhaps told to `stop` or `kill`, then *exited* (the program has ended, its output is still being read), then
 * *gone* (everything has been read, its group has been killed and released).
 *
 * After `kill()` nothing more of its stdout is passed on, as if the network had lost what was on the way; its log is read to the end.
 */
export class NodeProcess implements RunningNode {
  readonly #child: Child
  readonly #pgid: number
  readonly #graceMs: number
  readonly #stdin: LineWriter
  readonly #messages: LineSplitter
  readonly #gone: Promise<void>
  #exit: Exit | undefined
  #isGone = false
  #told: 'stop' | 'kill' | undefined
  #paused = false
  /** Whether output came since the last look: then the pipes are still being drained. */
  #heard = false

  constructor(child: Child, pgid: number, io: NodeIo, graceMs: number) {
    this.#child = child
    this.#pgid = pgid
    this.#graceMs = graceMs
    this.#stdin = new LineWriter(child.stdin!)

    const messages = new LineSplitter((line, flaw) => {
      if (this.#told !== 'kill') io.onMessage(line, flaw)
    })
    this.#messages = messages
    const log = new LineSplitter(
      (line, flaw) => io.onLog(flaw === 'too-long' ? `${line} … (cut: the line is longer than 1 MiB)` : line),
      MAX_LOG_LINE_BYTES,
    )
    for (const [pipe, lines] of [
      [child.stdout!, messages],
      [child.stderr!, log],
    ] as const) {
      pipe.on('data', (chunk: Buffer) => {
        this.#heard = true
        lines.push(chunk)
      })
      // A pipe that breaks has ended; what the program did is learned from its exit.
      pipe.on('error', () => {})
    }

    child.once('exit', (code: number | null, signal: string | null) => this.#exited({ code, signal }))
    // 'close' comes when the program has ended and all that was written has been read.
    this.#gone = new Promise(resolve => {
      child.once('close', () => {
        this.#isGone = true
        // Those of the group that do not hold a pipe end here.
        signalGroup(this.#pgid, 'SIGKILL')
        releaseGroup(this.#pgid)
        messages.end()
        log.end()
        resolve()
        if (this.#told === undefined) io.onExit(this.#exit ?? { code: null, signal: null })
      })
    })
  }

  deliver(line: string): void {
    this.#stdin.write(line)
  }

  /** Bytes that the operating system has not taken yet; what lies in the pipe's own buffer (about 200 KB on Linux) is not seen. */
  get backlog(): number {
    return this.#stdin.backlog
  }

  get unfinished(): string {
    return this.#messages.unfinished
  }

  pause(): void {
    if (this.#exit !== undefined || this.#told !== undefined) return
    this.#paused = true
    signalGroup(this.#pgid, 'SIGSTOP')
  }

  resume(): void {
    if (!this.#paused) return
    this.#paused = false
    if (this.#exit === undefined) signalGroup(this.#pgid, 'SIGCONT')
  }

  kill(): Promise<void> {
    if (this.#told !== 'kill') {
      this.#told = 'kill'
      this.#killGroup()
    }
    return this.#gone
  }

  async stop(): Promise<void> {
    if (this.#told === undefined) {
      this.#told = 'stop'
      this.resume()
      this.#stdin.end()
      const term = hostTimeout(this.#graceMs / 2, () => this.#signal('SIGTERM'))
      const kill = hostTimeout(this.#graceMs, () => this.#killGroup())
      await this.#gone
      term.cancel()
      kill.cancel()
    }
    return this.#gone
  }

  #signal(signal: NodeJS.Signals): void {
    if (!this.#isGone) signalGroup(this.#pgid, signal)
  }

  /** SIGKILL ends paused processes as well. */
  #killGroup(): void {
    this.#signal('SIGKILL')
  }

  #exited(exit: Exit): void {
    this.#exit = exit
    this.#heard = false
    this.#drain(1)
  }

  /** Gives the pipes time to be read to their end, while somebody who is left still holds them. */
  #drain(round: number): void {
    const timer = hostTimeout(DRAIN_MS, () => {
      // The program is dead; children that it forked do not outlive it.
      if (round === 1) this.#killGroup()
      // If we were busy, output may have been waiting all the time: let the event loop look at the pipes before judging.
      setImmediate(() => {
        if (this.#isGone) return
        const quiet = !this.#heard
        this.#heard = false
        if (round > 1 && (quiet || round === MAX_DRAINS)) this.#cutOff()
        else this.#drain(round + 1)
      })
    })
    void this.#gone.then(() => timer.cancel())
  }

  /** The pipes are held by somebody who left the group, and who does not end: stop reading, which brings 'close'. */
  #cutOff(): void {
    this.#child.stdout?.destroy()
    this.#child.stderr?.destroy()
  }
}
