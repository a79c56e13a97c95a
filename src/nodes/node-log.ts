/**
 * What a node writes to stderr: into a file of its own, `n1.log`, just as the node wrote it, with the last lines at hand for messages about it. When each
 * line came stands in a second file, `n1.times`: nanoseconds since the run began, a whole number for each line.
 */

import { closeSync, openSync, writeSync } from 'node:fs'
import type { Nanos } from '../time/clock.ts'

const TAIL = 12
const CHUNK = 65_536

export class NodeLog {
  readonly #tail: string[] = []
  readonly #path: string | undefined
  readonly #now: () => Nanos
  #lines: Appended | undefined
  #times: Appended | undefined

  /** Without a path nothing is written, and only the last lines are kept. `now` tells the time of the run. */
  constructor(path: string | undefined, now: () => Nanos) {
    this.#path = path
    this.#now = now
    if (path === undefined) return
    this.#lines = new Appended(path)
  }

  add(line: string): void {
    this.#tail.push(line)
    if (this.#tail.length > TAIL) this.#tail.shift()
    if (this.#lines === undefined) return
    this.#lines.add(line)
    // A log without a line needs no times.
    this.#times ??= new Appended(this.#path!.replace(/\.log$/, '.times'))
    this.#times.add(String(this.#now()))
  }

  /** The last lines, oldest first. */
  get tail(): readonly string[] {
    return this.#tail.slice()
  }

  close(): void {
    this.#lines?.close()
    this.#times?.close()
    this.#lines = undefined
    this.#times = undefined
  }
}

/** A file to which lines are added, in chunks. */
class Appended {
  readonly #file: number
  #buffer = ''

  constructor(path: string) {
    this.#file = openSync(path, 'w')
  }

  add(line: string): void {
    this.#buffer += `${line}\n`
    if (this.#buffer.length > CHUNK) this.#flush()
  }

  close(): void {
    this.#flush()
    closeSync(this.#file)
  }

  #flush(): void {
    if (this.#buffer !== '') writeSync(this.#file, this.#buffer)
    this.#buffer = ''
  }
}
