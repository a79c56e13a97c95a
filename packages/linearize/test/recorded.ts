/** The recorded histories in test/cases, read into events or operations. */
import { readdirSync, readFileSync } from 'node:fs'
import type { KvInput } from '../src/models/kv.ts'
import type { Event, Operation } from '../src/types.ts'

const folder = new URL('cases/porcupine/', import.meta.url)
const read = (name: string) => readFileSync(new URL(name, folder), 'utf8')

export const verdicts = JSON.parse(read('verdicts.json')) as Record<string, boolean>
export const recordings = readdirSync(folder).filter(name => name in verdicts)

const parsed = (text: string): unknown => (text === 'nil' ? null : JSON.parse(text.replace(' ', ',')))

/** A log of a Jepsen run against etcd. */
export function etcdEvents(name: string): Event[] {
  const lines = read(name).matchAll(/(\d+)\t:(invoke|ok|fail|info)\t:(read|write|cas)\t(.*)$/gm)
  return Array.from(lines, ([, process, type, f, value]) => ({
    process: Number(process),
    type: type as Event['type'],
    f: f!,
    ...(value === ':timed-out' ? { error: 'timed-out' } : { value: parsed(value!) }),
  }))
}

/** A key-value history of Porcupine. */
export function kvOperations(name: string): Operation<KvInput, unknown>[] {
  const lines = read(name).matchAll(
    /:process (\d+), :type :(invoke|ok), :f :(get|put|append), :key "(.*)", :value (nil|".*")}/g,
  )
  const open = new Map<string, number>()
  const operations: Operation<KvInput, unknown>[] = []
  let time = 0
  for (const [, process, type, f, key, text] of lines) {
    const value: unknown = text === 'nil' ? null : JSON.parse(text!)
    if (type === 'invoke') {
      const input = { f: f as KvInput['f'], key: key!, ...(f === 'get' ? {} : { value }) }
      open.set(process!, operations.push({ process: Number(process), input, call: time++ }) - 1)
      continue
    }
    const at = open.get(process!)!
    operations[at] = { ...operations[at]!, return: time++, ...(f === 'get' ? { output: value } : {}) }
  }
  return operations
}
