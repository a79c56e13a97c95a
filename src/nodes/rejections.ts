/**
 * Unhandled rejections of a node are that node's crash, and none of the host's business. V8 reports them for the whole process, and the
 * host's listeners (a test runner's) would fail the test.
 *
 * Node gives every rejection without a handler to the domain that is current when it happens (`process.domain`, documented, read in
 * lib/internal/process/promises.js of Node 20 to 24), and tells that domain alone once the queues are empty. So while a node runs, it is the
 * current domain. Tests hold this on every supported version of Node.
 */

import vm from 'node:vm'

/** A node, as far as rejections are concerned, and who is to blame when one runs for ever. */
export interface RejectionOwner {
  readonly id: string
  /** What it was about when it last got to run: `while it handled {…}`. */
  readonly doing: string
  /** It was broken off in the middle of something, and must not run any more. */
  abandon(): void
  /** A promise was rejected that nobody listens to yet. The host has to get a turn before it is known whether anybody will. */
  suspect(): void
  /** Nobody did. */
  reject(reason: unknown): void
}

interface Domain {
  emit(event: string, reason: unknown): boolean
}

let running: RejectionOwner | undefined
const domains = new WeakMap<RejectionOwner, Domain>()
let installed = false

/** Makes `owner` answerable for what is rejected from now on; returns who was before. */
export function answerable(owner: RejectionOwner | undefined): RejectionOwner | undefined {
  if (!installed) install()
  const before = running
  running = owner
  return before
}

/** Who is answerable now. */
export const whoRuns = (): RejectionOwner | undefined => running

function domainOf(owner: RejectionOwner): Domain {
  let domain = domains.get(owner)
  if (domain === undefined) {
    domain = {
      emit(_event, reason) {
        owner.reject(reason)
        return true
      },
    }
    domains.set(owner, domain)
  }
  return domain
}

function install(): void {
  installed = true
  // A test runner may have put an object of its own in place of `process`.
  const process = vm.runInThisContext('process') as NodeJS.Process
  const descriptor = Object.getOwnPropertyDescriptor(process, 'domain')
  let value: unknown = descriptor?.value
  Object.defineProperty(process, 'domain', {
    configurable: true,
    enumerable: descriptor?.enumerable ?? false,
    get() {
      if (running === undefined) return descriptor?.get === undefined ? value : descriptor.get.call(process)
      running.suspect()
      return domainOf(running)
    },
    set(given: unknown) {
      if (descriptor?.set === undefined) value = given
      else descriptor.set.call(process, given)
    },
  })
}
