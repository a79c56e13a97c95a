/**
 * What the logs of this folder share. A log is { append(key, msg) → offset, read(key, from) → [[offset, msg], …], commit(key, offset),
 * committed(key) → offset or undefined }; each of these may take its time.
 */

/** Serves the requests of the workload from a log. */
export function serve(node, log) {
  node.on('send', async ({ key, msg }) => ({ type: 'send_ok', offset: await log.append(key, msg) }))

  node.on('poll', async ({ offsets }) => {
    const read = Object.entries(offsets).map(async ([key, from]) => [key, await log.read(key, from)])
    return { type: 'poll_ok', msgs: Object.fromEntries(await Promise.all(read)) }
  })

  node.on('commit_offsets', async ({ offsets }) => {
    await Promise.all(Object.entries(offsets).map(([key, offset]) => log.commit(key, offset)))
    return { type: 'commit_offsets_ok' }
  })

  node.on('list_committed_offsets', async ({ keys }) => {
    const found = await Promise.all(keys.map(async key => [key, await log.committed(key)]))
    const offsets = Object.fromEntries(found.filter(([, offset]) => offset !== undefined))
    return { type: 'list_committed_offsets_ok', offsets }
  })

  node.run()
}

/** Logs in the memory of one node: the offset of a message is its place in an array. */
export class MemoryLog {
  #messages = new Map()
  #committed = new Map()

  messages(key) {
    if (!this.#messages.has(key)) this.#messages.set(key, [])
    return this.#messages.get(key)
  }

  append(key, msg) {
    return this.messages(key).push(msg) - 1
  }

  read(key, from) {
    return this.messages(key)
      .map((msg, offset) => [offset, msg])
      .slice(from)
  }

  commit(key, offset) {
    this.#committed.set(key, Math.max(this.committed(key) ?? 0, offset))
  }

  committed(key) {
    return this.#committed.get(key)
  }
}

const OPERATIONS = ['append', 'read', 'commit', 'committed']

/** Answers what other nodes ask of a log of this node. */
export function lend(node, log) {
  for (const what of OPERATIONS) {
    node.on(what, ({ rest }) => ({ type: `${what}_ok`, result: log[what](...rest) }))
  }
}

/** The log of another node; it may not answer in time. */
export function borrow(node, id, timeout) {
  const ask =
    what =>
    async (...rest) =>
      (await node.rpc(id, { type: what, rest }, timeout)).result
  return Object.fromEntries(OPERATIONS.map(what => [what, ask(what)]))
}
