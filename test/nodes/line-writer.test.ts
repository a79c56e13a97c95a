import { Writable } from 'node:stream'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LineWriter } from '../../src/nodes/line-writer.ts'

/** A pipe whose reader takes a write only when told to. */
class Pipe extends Writable {
  readonly writes: string[] = []
  #taken: (() => void) | undefined
  readonly eager: boolean
  constructor(eager: boolean) {
    super({ decodeStrings: false })
    this.eager = eager
  }
  override _write(chunk: string, _: string, done: () => void): void {
    this.writes.push(chunk)
    if (this.eager) done()
    else this.#taken = done
  }
  take(): void {
    const taken = this.#taken
    this.#taken = undefined
    taken?.()
  }
}

const turn = () => new Promise(resolve => setImmediate(resolve))

describe('LineWriter', () => {
  it('makes one write of all the lines of a turn, promise reactions included', async () => {
    const pipe = new Pipe(true)
    const writer = new LineWriter(pipe)
    writer.write('one')
    await Promise.resolve().then(() => writer.write('two'))
    process.nextTick(() => writer.write('three'))
    await turn()
    writer.write('four')
    await turn()
    expect(pipe.writes).toEqual(['one\ntwo\nthree\n', 'four\n'])
  })

  it('writes every line, once and in order, however they fall into turns', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.string({ unit: 'grapheme' }).map(line => line.replace(/\n/g, ' ')))),
        async turns => {
          const pipe = new Pipe(true)
          const writer = new LineWriter(pipe)
          for (const lines of turns) {
            for (const line of lines) writer.write(line)
            await turn()
          }
          writer.end()
          await turn()
          expect(pipe.writes.join('')).toBe(
            turns
              .flat()
              .map(line => `${line}\n`)
              .join(''),
          )
          expect(writer.backlog).toBe(0)
          expect(pipe.writableEnded).toBe(true)
        },
      ),
    )
  })

  it('counts, in bytes, what has not been taken', async () => {
    const pipe = new Pipe(false)
    const writer = new LineWriter(pipe)
    writer.write('grüße')
    expect(writer.backlog).toBe(8)
    await turn()
    expect(writer.backlog).toBe(8)
    writer.write('€')
    expect(writer.backlog).toBe(12)
    pipe.take()
    await turn()
    expect(writer.backlog).toBe(4)
    pipe.take()
    await turn()
    expect(writer.backlog).toBe(0)
  })

  it('hands a long backlog over in pieces, so that it never becomes one huge string', async () => {
    const pipe = new Pipe(false)
    const writer = new LineWriter(pipe)
    for (let i = 0; i < 1000; i++) writer.write('x'.repeat(9_999))
    expect(writer.backlog).toBe(10_000_000)
    await turn()
    expect(pipe.writes).toHaveLength(1)
    expect(pipe.writes[0]!.length).toBeLessThan(300_000)
    while (writer.backlog > 0) {
      pipe.take()
      await turn()
    }
    expect(pipe.writes.join('')).toHaveLength(10_000_000)
  })

  it('drops what nobody will read: after end(), and after the pipe broke', async () => {
    const ended = new Pipe(true)
    const writer = new LineWriter(ended)
    writer.write('last')
    writer.end()
    writer.write('too late')
    await turn()
    expect(ended.writes).toEqual(['last\n'])

    const broken = new Pipe(false)
    const orphan = new LineWriter(broken)
    orphan.write('unread')
    await turn()
    broken.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }))
    await turn()
    orphan.write('nobody is there')
    expect(orphan.backlog).toBe(0)
  })
})
