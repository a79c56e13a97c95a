/** node:async_hooks: AsyncLocalStorage follows the realm's promises by V8's means, and our own callbacks by being bound. */

import { useAsyncContext } from './loop.ts'
import { unsimulated } from './unsimulated.ts'

const host = bridge.host.async_hooks

/** Runs what comes from outside (a line, the start) in the node's own context, apart from the host's and other nodes'. */
export const outermost: { run: ((action: () => void) => void) | undefined } = { run: undefined }

export function asyncHooks(): object {
  class AsyncLocalStorage extends host.AsyncLocalStorage<unknown> {
    constructor(...args: []) {
      super(...args)
      bridge.track(this)
    }
  }
  const root = new host.AsyncResource('maelstrom node')
  outermost.run = action => root.runInAsyncScope(action)
  useAsyncContext(callback => host.AsyncLocalStorage.bind(callback as never) as typeof callback)
  return unsimulated('async_hooks', {
    AsyncLocalStorage,
    AsyncResource: host.AsyncResource,
    executionAsyncId: () => 1,
    triggerAsyncId: () => 0,
    executionAsyncResource: () => root,
  })
}
