// What a Raft server must not forget (Figure 2, "persistent state"): its term, its vote in that term, and its log.
import { existsSync, fsyncSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs'

/** An entry of the log. A new leader begins its term with an entry that has no command. */
export interface Entry<C> {
  term: number
  command: C | null
}

/** A line of the file. An entry also does away with every entry from its index on. */
type Line<C> = { term: number; vote: string | null } | { index: number; entry: Entry<C> }

/**
 * Keeps the state in memory, and in a file that is only ever appended to. Whatever a method changes is on disk when it
 * returns. Nothing is ever compacted: fine for a test, not for a year.
 */
export class DurableState<C> {
  term = 0
  vote: string | null = null
  /** Begins with an entry that all logs share, so that every real one has a predecessor. */
  readonly log: Entry<C>[] = [{ term: 0, command: null }]
  readonly #file: number

  constructor(path: string) {
    if (existsSync(path)) {
      const bytes = readFileSync(path)
      const whole = bytes.subarray(0, bytes.lastIndexOf('\n') + 1) // a line cut short by a crash was never relied upon
      truncateSync(path, whole.length)
      for (const line of whole.toString().split('\n')) if (line) this.#replay(JSON.parse(line))
    }
    this.#file = openSync(path, 'a')
  }

  get lastIndex(): number {
    return this.log.length - 1
  }

  get lastTerm(): number {
    return this.log[this.lastIndex]!.term
  }

  setTerm(term: number, vote: string | null) {
    if (term !== this.term || vote !== this.vote) this.#write([{ term, vote }])
  }

  /** Puts entries at `index` and behind it, in place of all that was there. */
  append(index: number, entries: Entry<C>[]) {
    if (entries.length > 0) this.#write(entries.map((entry, i) => ({ index: index + i, entry })))
  }

  #write(lines: Line<C>[]) {
    writeSync(this.#file, lines.map(line => `${JSON.stringify(line)}\n`).join(''))
    fsyncSync(this.#file)
    for (const line of lines) this.#replay(line)
  }

  #replay(line: Line<C>) {
    if ('entry' in line) this.log.splice(line.index, Infinity, line.entry)
    else [this.term, this.vote] = [line.term, line.vote]
  }
}
