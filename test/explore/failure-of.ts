/** How an exploration that must fail fails. */

import { ExplorationFailedError } from '@jepsen-ts/maelstrom'
import { expect } from 'vitest'

export async function failureOf(work: Promise<unknown>): Promise<ExplorationFailedError> {
  const error = await work.then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(error).toBeInstanceOf(ExplorationFailedError)
  return error as ExplorationFailedError
}
