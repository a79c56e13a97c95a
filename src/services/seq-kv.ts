/**
 * seq-kv: a sequentially consistent key-value store, as stale as sequential consistency allows. A client may see any state among the last
 * 32 that is not older than what it has seen; an operation that changes the state runs on the newest, and moves its client there.
 */

import type { Body } from '../network/message.ts'
import { applyKeyValue, type Store } from './key-value.ts'
import type { ServiceDefinition } from './service.ts'

const STATES_KEPT = 32

/** All states since `oldest`, as the values of each key by the state that set them: a state costs its changes, not a copy. */
class VersionedStore {
  newest = 0
  readonly #versions = new Map<string, { state: number; value: unknown }[]>()

  get oldest(): number {
    return Math.max(0, this.newest - STATES_KEPT + 1)
  }

  /** The store as it was in a state. Setting a value in it is noted and carried out by nobody. */
  at(state: number): Store & { changed: boolean } {
    const view = {
      changed: false,
      get: (key: string) => this.#versions.get(key)?.findLast(version => version.state <= state),
      set: () => {
        view.changed = true
      },
    }
    return view
  }

  /** The newest state; setting a value makes a newer one. */
  latest(): Store {
    return {
      get: key => this.#versions.get(key)?.at(-1),
      set: (key, value) => {
        this.newest++
        const versions = this.#versions.get(key) ?? []
        versions.push({ state: this.newest, value })
        // All but the last one that the oldest state still sees can go.
        const seen = versions.findLastIndex(version => version.state <= this.oldest)
        if (seen > 0) versions.splice(0, seen)
        this.#versions.set(key, versions)
      },
    }
  }
}

export const seqKv: ServiceDefinition = {
  id: 'seq-kv',
  doc: 'A sequentially consistent key-value store: `read`, `write`, `cas` (with `create_if_not_exists`); reads may be stale, but never go back.',
  create(random) {
    const store = new VersionedStore()
    const seenBy = new Map<string, number>()
    return {
      handle(client, request): Body {
        const from = Math.max(store.oldest, seenBy.get(client) ?? 0)
        const state = from + random.int(store.newest - from + 1)
        const view = store.at(state)
        seenBy.set(client, state)
        const reply = applyKeyValue('seq-kv', view, request, true)
        if (!view.changed) return reply
        try {
          return applyKeyValue('seq-kv', store.latest(), request, true)
        } finally {
          seenBy.set(client, store.newest)
        }
      },
    }
  },
}
