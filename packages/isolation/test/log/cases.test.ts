import { describe, expect, it } from 'vitest'
import { logJson } from '../../src/cli/kafka.ts'
import { HighestOffsets } from '../../src/log/highest-offsets.ts'
import { checkLog } from '../../src/log/index.ts'
import { factsOf, type LogOrder, NONE, orderLogs, Sightings } from '../../src/log/order.ts'
import { readLog } from '../../src/log/read.ts'
import { type LogCase, logCases } from './cases.ts'

type Fields = Record<string, unknown>

/** The fields of a piece of evidence that a case states; sets in order. */
function stated(evidence: Fields, example: Fields): Fields {
  return Object.fromEntries(
    Object.keys(example)
      .sort()
      .map(field => [field, inOrder(evidence[field], field)]),
  )
}

function inOrder(value: unknown, field: string): unknown {
  if (field === 'values' && Array.isArray(value) && value.length > 2) return value.toSorted()
  if (field !== 'messages' || Array.isArray(value)) return value
  return Object.fromEntries(
    Object.entries(value as Record<string, unknown[]>).map(([key, list]) => [key, list.toSorted()]),
  )
}

const asSet = (list: readonly Fields[], example: Fields) =>
  list.map(entry => JSON.stringify(stated(entry, example))).sort()

/** The place at which each message of a log stands first or last. */
function placesOf(log: NonNullable<LogCase['log']>): { order: LogOrder; values: readonly unknown[] } {
  const values = [...new Set(log.flatMap(there => there ?? []))]
  const sightings = new Sightings(values.length)
  log.forEach((there, offset) => {
    for (const value of there ?? []) sightings.add(values.indexOf(value), offset)
  })
  return { order: sightings.order(1, new Int32Array(values.length)), values }
}

describe('given histories of logs', () => {
  it.each(logCases('kafka').map(c => [c.id, c] as const))('%s', (_id, { history, options, expect: expected }) => {
    const result = checkLog(history, options)
    expect(result).toMatchObject({
      valid: expected.valid,
      errorTypes: expected.errorTypes,
      badErrorTypes: expected.badErrorTypes,
    })
    if (expected.worstRealtimeLag !== undefined)
      expect(result.worstRealtimeLag).toEqual(expected.worstRealtimeLag ?? undefined)
    for (const type of expected.absent ?? []) expect(result.errorTypes).not.toContain(type)

    const { errors } = logJson(history, result) as { errors: Record<string, Fields | Fields[]> }
    for (const [type, evidence] of Object.entries(expected.errors ?? {})) {
      const theirs = [evidence].flat() as Fields[]
      expect(asSet([errors[type]!].flat(), theirs[0]!)).toEqual(asSet(theirs, theirs[0]!))
    }
    for (const [type, cycles] of Object.entries(expected.cycles ?? {})) {
      const found = errors[type] as { cycle: number[]; steps: { type: string }[] }[]
      expect(found.map(({ cycle }) => new Set(cycle))).toEqual(cycles.map(({ ops }) => new Set(ops)))
      expect(found.map(({ steps }) => steps.map(step => step.type).sort())).toEqual(
        cycles.map(({ steps }) => steps.toSorted()),
      )
    }
    if (expected.unseen !== undefined) {
      const positive = expected.unseen.map(({ time, unseen }) => ({
        time,
        unseen: Object.fromEntries(Object.entries(unseen).filter(([, n]) => n > 0)),
      }))
      expect(result.unseen.map(({ time, unseen }) => ({ time, unseen }))).toEqual(positive)
    }
  })
})

describe('given pieces of the analysis', () => {
  it.each(logCases('kafka/op-max-offsets').map(c => [c.id, c] as const))('%s', (_id, { history, expect: expected }) => {
    const log = readLog(history)
    const highest = new HighestOffsets(log)
    const told = highest.keysOf(0).map(key => [log.keys[key]!, highest.at(key)])
    expect(Object.fromEntries(told)).toEqual(expected.offsets)
  })

  it.each(logCases('kafka/log-last-index').map(c => [c.id, c] as const))('%s', (_id, { log, expect: expected }) => {
    const { order, values } = placesOf(log!)
    const byIndex = Array.from(order.offset, (_, place) => values.filter((_value, m) => order.last[m] === place))
    expect(byIndex).toEqual(expected.values)
  })

  it.each(logCases('kafka/log-first-index').map(c => [c.id, c] as const))('%s', (_id, { log, expect: expected }) => {
    const { order, values } = placesOf(log!)
    expect(Object.fromEntries(values.map((value, m) => [value, order.first[m]]))).toEqual(expected.values)
  })

  it.each(logCases('kafka/version-orders').map(c => [c.id, c] as const))('%s', (_id, { history, expect: expected }) => {
    const log = readLog(history)
    const order = orderLogs(log, factsOf(log))
    const [key, want] = Object.entries(expected.log!)[0]!
    const k = log.keys.indexOf(key)
    const places = Array.from({ length: order.start[k + 1]! - order.start[k]! }, (_, i) => order.start[k]! + i)
    const all = (place: number) =>
      [...(order.conflicts.get(place) ?? [order.message[place]!])].map(m => log.payloads[m])
    expect(places.map(place => [order.offset[place], all(place).toSorted()])).toEqual(
      want.flatMap((there, offset) => (there === null ? [] : [[offset, there.toSorted()]])),
    )
    expect(expected.byIndexOneOf).toContainEqual(places.map(place => log.payloads[order.message[place]!]))
    expect(order.place.every(place => place === NONE || place < order.offset.length)).toBe(true)
    const errors = checkLog(history).errors['inconsistent-offsets']!
    expect(errors.map(({ key, index, offset, values }) => ({ key, index, offset, values: values.toSorted() }))).toEqual(
      (expected.errors as unknown as object[]) ?? [],
    )
  })
})
