import { cluster, type History } from '@jepsen-ts/maelstrom'
import { maelstrom } from '@jepsen-ts/maelstrom/plugin'
import '@jepsen-ts/maelstrom/vitest'
import { expect, it } from 'vitest'
import { defineConfig } from 'vitest/config'

defineConfig({ plugins: [maelstrom()] })

it('has typed matchers', async () => {
  const history: History = await cluster({ bin: './echo.js', workload: 'echo' })
  expect(history).toBeValid()
  expect(history).not.toBeLinearizable()
  expect(history).toHaveAvailability({ atLeast: 0.95 })
  expect(history).toHaveStableLatency({ p50: '400ms', max: '600ms' })
  await expect(cluster({ bin: './echo.js', workload: 'echo' })).resolves.toBeValid()
  await expect(cluster({ bin: './echo.js', workload: 'echo' })).resolves.not.toHaveUniqueIds()
  expect({ history }).toEqual({ history: expect.toBeValid() })
  // @ts-expect-error a bound that there is not
  expect(history).toHaveAvailability({ atLast: 0.95 })
  // @ts-expect-error a matcher that there is not
  expect(history).toBeVaild()
})
