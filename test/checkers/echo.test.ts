import { describe, expect, it } from 'vitest'
import { checkEcho } from '../../src/checkers/echo.ts'
import { history } from './histories.ts'

describe('echo', () => {
  it('accepts replies that equal their requests, whatever the JSON', () => {
    const operations = history(
      [1, 'invoke', 'echo', 'Please echo 3'],
      [1, 'ok', 'echo', { type: 'echo_ok', echo: 'Please echo 3' }],
      [2, 'invoke', 'echo', { a: [1], b: null }],
      [2, 'ok', 'echo', { b: null, a: [1] }],
    )
    expect(checkEcho(operations)).toEqual({ valid: true, anomalies: [], figures: { errors: [] } })
  })

  it('explains a wrong reply', () => {
    const { valid, anomalies, figures } = checkEcho(
      history([1, 'invoke', 'echo', 'Please echo 3'], [1, 'ok', 'echo', { echo: 'Please echo 4' }, { node: 'n2' }]),
    )
    expect(valid).toBe(false)
    expect(anomalies[0]!.message).toBe(
      `c1's echo at n2 (0.001 s) sent "Please echo 3" and got back {"echo":"Please echo 4"}.`,
    )
    expect(figures.errors).toEqual([{ opIndex: 1, expected: 'Please echo 3', received: { echo: 'Please echo 4' } }])
  })

  it('names who had sent to that node what came back', () => {
    const { anomalies } = checkEcho(
      history(
        [1, 'invoke', 'echo', 'one', { node: 'n2' }],
        [2, 'invoke', 'echo', 'two', { node: 'n2' }],
        [1, 'ok', 'echo', 'two', { node: 'n2' }],
        [2, 'ok', 'echo', 'two', { node: 'n2' }],
      ),
    )
    expect(anomalies[0]!.message).toBe(
      `c1's echo at n2 (0.002 s) sent "one" and got back "two", which c2 had sent to n2 at 0.001 s.`,
    )
    expect(anomalies[0]!.operations.map(({ index }) => index)).toEqual([0, 1, 2, 3])
  })

  it('takes the whole request, sent back inside of the reply, for wrong', () => {
    const returned = (value: unknown) => checkEcho(history([1, 'invoke', 'echo', 'x'], [1, 'ok', 'echo', value])).valid
    expect(returned({ type: 'echo', msg_id: 1, echo: 'x' })).toBe(false)
    expect(returned({ echo: 'x' })).toBe(false)
    expect(returned({ type: 'echo_ok' })).toBe(false)
    expect(returned('x')).toBe(true)
  })

  it('asks nothing of what timed out, failed or never ended', () => {
    const operations = history(
      [1, 'invoke', 'echo', 'x'],
      [1, 'info', 'echo', 'x'],
      [2, 'invoke', 'echo', 'y'],
      [2, 'fail', 'echo'],
      [3, 'invoke', 'echo', 'z'],
    )
    expect(checkEcho(operations).valid).toBe(true)
  })

  it('can be told where the echo is', () => {
    const operations = history([1, 'invoke', 'echo', 'x'], [1, 'ok', 'echo', ['x']])
    expect(checkEcho(operations, { echoed: value => (value as unknown[])[0] }).valid).toBe(true)
  })
})
