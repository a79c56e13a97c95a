import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { random } from '../../src/random.ts'
import { linKv } from '../../src/services/lin-kv.ts'
import { answer, type Request, requests } from './requests.ts'

/** What lin-kv is: one map, one request after the other. */
function mapModel() {
  const map = new Map<string, unknown>()
  return ({ type, key, value, from, to, create_if_not_exists }: Request): string => {
    const name = JSON.stringify(key)
    if (type === 'write') {
      map.set(name, value)
      return 'write_ok'
    }
    if (type === 'read') return map.has(name) ? `read_ok ${JSON.stringify(map.get(name))}` : 'error 20'
    if (!map.has(name) && create_if_not_exists !== true) return 'error 20'
    if (map.has(name) && JSON.stringify(map.get(name)) !== JSON.stringify(from)) return 'error 22'
    map.set(name, to)
    return 'cas_ok'
  }
}

describe('lin-kv', () => {
  it('answers every sequence of requests as a map would', () => {
    fc.assert(
      fc.property(fc.array(requests, { maxLength: 60 }), sequence => {
        const service = linKv.create(random(1))
        const model = mapModel()
        for (const request of sequence) expect(answer(service, 'n1', request)).toBe(model(request))
      }),
    )
  })

  it('tells keys apart as JSON does: 1 is not "1", and the order of the fields of an object does not matter', () => {
    const service = linKv.create(random(1))
    service.handle('n1', { type: 'write', key: 1, value: 'number' })
    expect(answer(service, 'n1', { type: 'read', key: '1' })).toBe('error 20')
    service.handle('n1', { type: 'write', key: { a: 1, b: 2 }, value: 'object' })
    expect(answer(service, 'n2', { type: 'read', key: { b: 2, a: 1 } })).toBe('read_ok "object"')
  })

  it('compares whole values: cas of an object, a list, null', () => {
    const service = linKv.create(random(1))
    service.handle('n1', { type: 'write', key: 'k', value: { a: [1, null], b: 2 } })
    expect(answer(service, 'n1', { type: 'cas', key: 'k', from: { a: [1], b: 2 }, to: 1 })).toBe('error 22')
    expect(answer(service, 'n1', { type: 'cas', key: 'k', from: { b: 2, a: [1, null] }, to: null })).toBe('cas_ok')
    expect(answer(service, 'n1', { type: 'cas', key: 'k', from: null, to: 5 })).toBe('cas_ok')
  })

  it('cas creates a missing key only when it is told to, whatever `from` is', () => {
    const service = linKv.create(random(1))
    expect(answer(service, 'n1', { type: 'cas', key: 'k', from: 0, to: 1 })).toBe('error 20')
    expect(answer(service, 'n1', { type: 'cas', key: 'k', from: 0, to: 1, create_if_not_exists: false })).toBe(
      'error 20',
    )
    expect(answer(service, 'n1', { type: 'cas', key: 'k', from: 0, to: 1, create_if_not_exists: true })).toBe('cas_ok')
    // Once it is there, `from` counts.
    expect(answer(service, 'n1', { type: 'cas', key: 'k', from: 0, to: 2, create_if_not_exists: true })).toBe(
      'error 22',
    )
    expect(answer(service, 'n1', { type: 'read', key: 'k' })).toBe('read_ok 1')
  })

  it.each([
    ['read', {}, 'a read needs the field "key"'],
    ['write', { key: 1 }, 'a write needs the field "value"'],
    ['cas', { key: 1, from: 2 }, 'a cas needs the field "to"'],
  ])('a %s with a field missing is malformed (12), and says which', (type, fields, text) => {
    const service = linKv.create(random(1))
    expect(() => service.handle('n1', { type, ...fields })).toThrow(expect.objectContaining({ code: 12, text }))
  })

  it('does not know other requests (10)', () => {
    expect(() => linKv.create(random(1)).handle('n1', { type: 'delete', key: 1 })).toThrow(
      expect.objectContaining({ code: 10, text: 'lin-kv does not know requests of type "delete"' }),
    )
  })
})
