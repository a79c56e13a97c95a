// A stranger's test file, which check-package.mjs runs against the packed package.
const { relative } = require('node:path')
const { stripVTControlCharacters } = require('node:util')
const { cluster, explore, History } = require('@jepsen-ts/maelstrom')
require('@jepsen-ts/maelstrom/jest')
const { expect, it } = require('@jest/globals')

const options = { nodes: 2, workload: 'echo', rate: 50, timeLimit: '300ms' }

it('has more time than Jest gives', async () => {
  await new Promise(resolve => setTimeout(resolve, 5100))
})

it('echoes', async () => {
  const history = await cluster({ ...options, bin: './echo.js' })
  expect(history).toBeValid()
  expect(history).toHaveAvailability('total')
  expect(history).toBeInstanceOf(History)
  expect(history.replay).toContain('npx jest echo.test.js -t echoes')
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
})

it('is cut short before its time is over', async () => {
  const history = await cluster({ ...options, bin: './echo.js', timeLimit: '1h' })
  expect(history.cutShort).toContain('raise testTimeout in jest.config.js (or the last argument of it())')
}, 3000)

it.concurrent.each(['one', 'two'])('knows which test is running: %s', async name => {
  await new Promise(resolve => setTimeout(resolve, 10))
  const history = await cluster({ ...options, bin: './echo.js' })
  expect(history.replay).toContain(`"knows which test is running: ${name}"`)
})
