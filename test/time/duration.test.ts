import { describe, expect, it } from 'vitest'
import { MILLISECOND, SECOND } from '../../src/time/clock.ts'
import { formatDuration, parseDuration } from '../../src/time/duration.ts'

describe('parseDuration', () => {
  it.each<[unknown, number]>([
    ['10s', 10 * SECOND],
    ['250ms', 250 * MILLISECOND],
    ['1.5m', 90 * SECOND],
    ['2h', 7200 * SECOND],
    ['3us', 3000],
    [' 10 s ', 10 * SECOND],
    ['0s', 0],
    [0, 0],
    [250, 250 * MILLISECOND],
    [0.5, MILLISECOND / 2],
    ['0.1ms', 100_000],
    ['1.0000000001s', SECOND],
  ])('%j is %d ns', (given, nanos) => {
    expect(parseDuration(given)).toBe(nanos)
  })

  it.each([
    [-1],
    [Number.NaN],
    [Number.POSITIVE_INFINITY],
    ['-1s'],
    ['10'],
    ['s'],
    ['10 parsecs'],
    ['1e3s'],
    ['1s1s'],
    ['1.s'],
    [''],
    [null],
    [undefined],
    [{}],
    [['1s']],
  ])('%j is none', given => {
    expect(parseDuration(given)).toBeUndefined()
  })
})

describe('formatDuration', () => {
  it.each([
    [0, '0 s'],
    [3000, '3 µs'],
    [250 * MILLISECOND, '250 ms'],
    [12.01 * SECOND, '12.01 s'],
    [90 * SECOND, '90 s'],
    [1.2346 * MILLISECOND, '1.235 ms'],
  ])('%d ns is %s', (nanos, text) => {
    expect(formatDuration(nanos)).toBe(text)
  })
})
