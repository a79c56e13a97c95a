/** What a node writes to stderr: into a file of its own, with the last lines at hand for messages about it. */

import { closeSync, openSync, writeSync } from 'node:fs'

const TAIL = 12
const CHUNK = 65_536

export class NodeLog {
  readonly #tail: string[] = []
  #file: number | undefined
  #buffer = ''

  /** Without a path nothing is written, and only the last lines are kept. */
  constructor(path: string | undefined) {
    if (path !== undefined) this.#file = openSync(path, 'w')
  }

  add(line: string): void {
    this.#tail.push(line)
    if (this.#tail.length > TAIL) this.#tail.shift()
    if (this.#file === undefined) return
    this.#buffer += `${line}\n`
    if (this.#buffer.length > CHUNK) this.#flush()
  }

  /** The last lines, oldest first. */
  get tail(): readonly string[] {
    return this.#tail.slice()
  }

  close(): void {
    if (this.#file === undefined) return
    this.#flush()
    closeSync(this.#file)
    this.#file = undefined
  }

  #flush(): void {
    if (this.#file !== undefined && this.#buffer !== '') writeSync(this.#file, this.#buffer)
    this.#buffer = ''
  }
}
