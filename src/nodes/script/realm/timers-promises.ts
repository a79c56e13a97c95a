/** timers/promises, on the node's own timers. */

import { abortError } from './event-target.ts'
import * as loop from './loop.ts'

interface Options {
  readonly signal?: AbortSignal
  readonly ref?: boolean
}

function wait<T>(
  value: T,
  { signal, ref = true }: Options,
  start: (done: () => void) => { unref(): unknown; stop(): void },
): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(abortError(signal))
    const onAbort = () => {
      timer.stop()
      reject(abortError(signal as AbortSignal))
    }
    const timer = start(() => {
      signal?.removeEventListener('abort', onAbort)
      resolve(value)
    })
    if (!ref) timer.unref()
    signal?.addEventListener('abort', onAbort, { once: true })
  })
}

function setTimeout<T>(delay?: number, value?: T, options: Options = {}): Promise<T | undefined> {
  return wait(value, options, done => {
    const timer = loop.setTimeout(done, delay)
    return { unref: () => timer.unref(), stop: () => timer.close() }
  })
}

function setImmediate<T>(value?: T, options: Options = {}): Promise<T | undefined> {
  return wait(value, options, done => {
    const immediate = loop.setImmediate(done)
    return { unref: () => immediate.unref(), stop: () => immediate.clear() }
  })
}

async function* setInterval<T>(
  delay?: number,
  value?: T,
  { signal, ref = true }: Options = {},
): AsyncGenerator<T | undefined> {
  if (signal?.aborted) throw abortError(signal)
  let due = 0
  let wake: (() => void) | undefined
  const timer = loop.setInterval(() => {
    due++
    wake?.()
  }, delay)
  if (!ref) timer.unref()
  const onAbort = () => {
    timer.close()
    wake?.()
  }
  signal?.addEventListener('abort', onAbort, { once: true })
  try {
    for (;;) {
      if (signal?.aborted) throw abortError(signal)
      if (due === 0) {
        await new Promise<void>(resolve => {
          wake = resolve
        })
        continue
      }
      due--
      yield value
    }
  } finally {
    timer.close()
    signal?.removeEventListener('abort', onAbort)
  }
}

export const timersPromises = {
  setTimeout,
  setImmediate,
  setInterval,
  scheduler: {
    wait: (delay: number, options?: Options) => setTimeout(delay, undefined, options),
    yield: () => setImmediate(),
  },
}
