// What raft-function.ts keeps: what a server must not forget, and the keys and values on top.
import type { NodeFile } from '@jepsen-ts/maelstrom/node'

/** A client's request, and a name for it that is the same however often it is proposed. */
export interface Command {
  readonly name: string
  readonly request: Request
}

export type Request = { readonly key: number } & (
  | { readonly type: 'read' }
  | { readonly type: 'write'; readonly value: unknown }
  | { readonly type: 'cas'; readonly from: unknown; readonly to: unknown }
)

/** An entry of the log. A new leader begins its term with an entry that has no command. */
export interface Entry {
  readonly term: number
  readonly command: Command | null
}

/** A line of the file. An entry also does away with every entry from its index on. */
type Line = { readonly term: number; readonly vote: string | null } | { readonly index: number; readonly entry: Entry }

/** The term, the vote in it, and the log (Figure 2, "persistent state"): in memory, and on disk before a method returns. */
export class State {
  term = 0
  vote: string | null = null
  /** Begins with an entry that all logs share, so that every real one has a predecessor. */
  readonly log: Entry[] = [{ term: 0, command: null }]
  readonly #file: NodeFile

  constructor(file: NodeFile) {
    this.#file = file
    const text = file.read()
    const whole = text.slice(0, text.lastIndexOf('\n') + 1) // a line cut short by a crash was never relied upon
    for (const line of whole.split('\n')) if (line !== '') this.#replay(JSON.parse(line) as Line)
    if (whole !== text) file.replace(whole)
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
  append(index: number, entries: readonly Entry[]) {
    if (entries.length > 0) this.#write(entries.map((entry, i) => ({ index: index + i, entry })))
  }

  #write(lines: readonly Line[]) {
    this.#file.append(lines.map(line => `${JSON.stringify(line)}\n`).join(''))
    this.#file.sync()
    for (const line of lines) this.#replay(line)
  }

  #replay(line: Line) {
    if ('entry' in line) this.log.splice(line.index, Number.POSITIVE_INFINITY, line.entry)
    else [this.term, this.vote] = [line.term, line.vote]
  }
}

/** The keys and their values. Applies each command once. */
export class Store {
  readonly #values = new Map<number, unknown>()
  readonly #replies = new Map<string, object>()

  /** Carries a command out, unless it has been before; returns the body of the reply either way. */
  apply({ name, request }: Command): object {
    const reply = this.#replies.get(name) ?? this.#carryOut(request)
    this.#replies.set(name, reply)
    return reply
  }

  #carryOut(request: Request): object {
    const { type, key } = request
    const value = this.#values.get(key)
    if (type !== 'write' && value === undefined) return { type: 'error', code: 20, text: `there is no ${key}` }
    if (type === 'read') return { value }
    if (type === 'cas' && value !== request.from)
      return { type: 'error', code: 22, text: `${key} is ${value}, not ${request.from}` }
    this.#values.set(key, type === 'write' ? request.value : request.to)
    return {}
  }
}
