import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { FileJournal, readJournal } from '../../src/network/journal.ts'

const folder = mkdtempSync(join(tmpdir(), 'maelstrom-journal-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('FileJournal and readJournal', () => {
  it('give back what was written: fates, times, copies, and messages to the letter', () => {
    const path = join(folder, 'messages.jsonl')
    const journal = new FileJournal(path)
    const text = '{ "src": "n1", "dest": "n2",  "body": {"type": "größe 🦊", "id": 12345678901234567890} }'
    journal.received(0, 5, 7, text, undefined)
    journal.lost(1, 6, 'partition', text, undefined)
    journal.received(2, 6, 9, text, 1)
    journal.close()
    const body = { type: 'größe 🦊', id: 12345678901234567890n }
    const message = { src: 'n1', dest: 'n2', body }
    expect([...readJournal(path)]).toEqual([
      { id: 0, sent: 5, received: 7, message },
      { id: 1, sent: 6, lost: 'partition', message },
      { id: 2, sent: 6, received: 9, copyOf: 1, message },
    ])
    expect(readFileSync(path, 'utf8').split(text)).toHaveLength(4)
  })

  it('read records that are longer than a chunk, with characters of several bytes across its borders', () => {
    const path = join(folder, 'long.jsonl')
    const journal = new FileJournal(path)
    const texts = ['ä'.repeat(200_000), '🦊'.repeat(100_001), 'x', '€'.repeat(300_000)]
    texts.forEach((type, id) => {
      journal.received(id, 0, 0, JSON.stringify({ src: 'n1', dest: 'n2', body: { type } }), undefined)
    })
    journal.close()
    expect([...readJournal(path)].map(({ message }) => message.body.type)).toEqual(texts)
  })

  it('write as it happens: most of a long run is on disk before its end', () => {
    const path = join(folder, 'flow.jsonl')
    const journal = new FileJournal(path)
    for (let id = 0; id < 20_000; id++)
      journal.received(id, 0, 0, '{"src":"n1","dest":"n2","body":{"type":"x"}}', undefined)
    const before = statSync(path).size
    journal.close()
    expect(statSync(path).size - before).toBeLessThan(200_000)
    expect(before).toBeGreaterThan(1_000_000)
    expect([...readJournal(path)]).toHaveLength(20_000)
  })

  it('can be left off in the middle, which closes the file', () => {
    const path = join(folder, 'messages.jsonl')
    for (const { id } of readJournal(path)) if (id === 1) break
  })
})
