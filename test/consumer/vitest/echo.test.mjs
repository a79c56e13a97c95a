// A stranger's test file, which check-package.mjs runs against the packed package.
import { relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { cluster, ExplorationFailedError, explore, History } from '@jepsen-ts/maelstrom'
import '@jepsen-ts/maelstrom/vitest'
import { expect, it } from 'vitest'

const options = { nodes: 2, workload: 'echo', rate: 50, timeLimit: '300ms' }

it('has more time than Vitest gives', ({ task }) => {
  expect(task.timeout).toBe(120_000)
})

it('echoes', async () => {
  const history = await cluster({ ...options, bin: './echo.js' })
  expect(history).toBeValid()
  expect(history).toHaveAvailability('total')
  expect(history).toBeInstanceOf(History)
  expect(history.replay).toContain('npx vitest run echo.test.mjs -t echoes')
})

it('echoes in virtual time', async () => {
  const history = await cluster({ ...options, bin: './echo.js', clock: 'virtual', timeLimit: '1m' })
  expect(history).toBeValid()
  expect(history.length).toBeGreaterThan(2000)
})

it('is caught', async () => {
  const history = await cluster({ ...options, bin: './forgetful.ts' })
  expect(history).not.toBeValid()
  let message
  try {
    expect(history).toBeValid()
  } catch (error) {
    message = stripVTControlCharacters(error.message)
  }
  expect(message).toContain('expect(history).toBeValid()')
  expect(message).toContain('The workload echo must come out right')
  expect(message).toContain(`Look    ${relative(process.cwd(), history.folder)}`)
})

it('is explored, by threads of the package’s own', async () => {
  const report = await explore({ ...options, bin: './echo.js', seed: 1, runs: 120, threads: 2 }, history => {
    expect(history).toBeValid()
  })
  expect(report).toMatchObject({ runs: 120, interrupted: false })
  const found = await explore({ ...options, bin: './forgetful.ts', seed: 1, runs: 120, threads: 2 }, history => {
    expect(history).toBeValid()
  }).catch(error => error)
  expect(found).toBeInstanceOf(ExplorationFailedError)
  expect(found.history.pairs.length).toBeLessThanOrEqual(3)
  expect(found.message).toMatch(/MAELSTROM_REPLAY=\S+ npx vitest run echo\.test\.mjs/)
})
