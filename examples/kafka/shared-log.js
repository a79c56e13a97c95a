/**
 * Logs that all nodes share, in the service lin-kv: message n of a key is stored under key/n. Whoever stores it there first has the
 * offset; who comes too late tries the next one. A node that dies leaves no gap, and needs no memory.
 */
import { KEY_DOES_NOT_EXIST, PRECONDITION_FAILED } from '../lib/maelstrom.js'

const BATCH = 20 // messages of a key that one poll returns at most

export class SharedLog {
  #node
  #messages = new Map() // slot → message; what is stored there never changes
  #ends = new Map() // key → the lowest offset that may be free, as far as this node knows

  constructor(node) {
    this.#node = node
  }

  async append(key, msg) {
    for (let offset = this.end(key); ; offset++) {
      this.#ends.set(key, Math.max(offset, this.end(key)))
      // A slot that exists holds no null.
      if (await this.replace(`${key}/${offset}`, null, msg)) return offset
    }
  }

  async read(key, from) {
    const found = []
    for (let offset = from; found.length < BATCH; offset++) {
      const slot = `${key}/${offset}`
      const msg = this.#messages.get(slot) ?? (await this.get(slot))
      if (msg === undefined) break
      this.#messages.set(slot, msg)
      found.push([offset, msg])
    }
    return found
  }

  /** Raises a number to at least this; it never falls, whoever else is at it. */
  async commit(key, offset) {
    for (;;) {
      const before = await this.get(`committed/${key}`)
      if (before !== undefined && before >= offset) return
      if (await this.replace(`committed/${key}`, before ?? null, offset)) return
    }
  }

  committed(key) {
    return this.get(`committed/${key}`)
  }

  end(key) {
    return this.#ends.get(key) ?? 0
  }

  async get(slot) {
    try {
      return (await this.kv({ type: 'read', key: slot })).value
    } catch (error) {
      if (error.code === KEY_DOES_NOT_EXIST) return undefined
      throw error
    }
  }

  /** Whether the slot held `from`, and now holds `to`. */
  async replace(slot, from, to) {
    try {
      await this.kv({ type: 'cas', key: slot, from, to, create_if_not_exists: true })
      return true
    } catch (error) {
      if (error.code === PRECONDITION_FAILED) return false
      throw error
    }
  }

  /** Returns the number before it was incremented; 0 the first time. */
  async increment(slot) {
    for (;;) {
      const before = (await this.get(slot)) ?? 0
      if (await this.replace(slot, before, before + 1)) return before
    }
  }

  kv(body) {
    return this.#node.rpc('lin-kv', body)
  }
}
