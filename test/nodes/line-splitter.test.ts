import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LineFlaw } from '../../src/nodes/host.ts'
import { KEPT_OF_TOO_LONG, LineSplitter } from '../../src/nodes/line-splitter.ts'

type Line = [line: string, flaw?: LineFlaw]

function split(chunks: readonly Uint8Array[], maxBytes?: number): Line[] {
  const lines: Line[] = []
  const splitter = new LineSplitter((line, flaw) => lines.push(flaw === undefined ? [line] : [line, flaw]), maxBytes)
  for (const chunk of chunks) splitter.push(Buffer.from(chunk))
  splitter.end()
  return lines
}

/** What should come out, by another way: all bytes at once, one line after the other, judged by a strict TextDecoder. */
function oracle(bytes: Uint8Array, maxBytes: number): Line[] {
  const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  const lenient = new TextDecoder('utf-8', { ignoreBOM: true })
  const lines: Line[] = []
  const rest = [...bytes]
  while (rest.length > 0) {
    const newline = rest.indexOf(10)
    const line = rest.splice(0, newline < 0 ? rest.length : newline + 1)
    if (newline >= 0) line.pop()
    if (line.length > maxBytes) {
      let cut = maxBytes
      for (let i = 0; i < 3 && cut > 0 && (line[cut]! & 0xc0) === 0x80; i++) cut--
      lines.push([lenient.decode(Uint8Array.from(line.slice(0, cut))), 'too-long'])
      continue
    }
    let flaw: LineFlaw | undefined = newline < 0 ? 'unterminated' : undefined
    if (line.at(-1) === 13) line.pop()
    try {
      strict.decode(Uint8Array.from(line))
    } catch {
      flaw = 'invalid-utf8'
    }
    const text = lenient.decode(Uint8Array.from(line))
    lines.push(flaw === undefined ? [text] : [text, flaw])
  }
  return lines
}

/** Cuts bytes at places that are drawn as fractions. */
function cut(bytes: Uint8Array, at: readonly number[]): Uint8Array[] {
  const places = [
    0,
    ...at.map(fraction => Math.floor(fraction * (bytes.length + 1))).sort((a, b) => a - b),
    bytes.length,
  ]
  return places.slice(1).map((to, i) => bytes.subarray(places[i], to))
}

const cuts = fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { maxLength: 8 })
const utf8 = (text: string) => new TextEncoder().encode(text)

describe('LineSplitter', () => {
  it('passes on the same lines, however their bytes are cut into chunks', () => {
    const lines = fc.array(
      fc.string({ unit: 'grapheme', maxLength: 12 }).map(line => line.replace(/[\r\n]/g, '')),
      { maxLength: 12 },
    )
    fc.assert(
      fc.property(lines, fc.constantFrom('\n', '\r\n'), cuts, (lines, newline, at) => {
        expect(split(cut(utf8(lines.map(line => line + newline).join('')), at))).toEqual(lines.map(line => [line]))
      }),
      { numRuns: 500 },
    )
  })

  it('agrees with a decoder of single lines on any bytes, and about which lines are damaged', () => {
    // Bytes that matter: newlines, and pieces of characters of one to four bytes.
    const byte = fc.oneof(
      fc.constantFrom(10, 13, 65, 0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x98, 0x80),
      fc.integer({ min: 0, max: 255 }),
    )
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 40 }), fc.integer({ min: 1, max: 12 }), cuts, (bytes, maxBytes, at) => {
        const all = Uint8Array.from(bytes)
        expect(split(cut(all, at), maxBytes)).toEqual(oracle(all, maxBytes))
        expect(split(cut(all, at))).toEqual(oracle(all, 1000))
      }),
      { numRuns: 2000 },
    )
  })

  it('flags the one line that is not UTF-8, and spares its neighbours', () => {
    const bytes = Buffer.concat([Buffer.from('grüße\n'), Buffer.from('gr\xfc\xdfe\n', 'latin1'), Buffer.from('🙂\n')])
    expect(split([bytes])).toEqual([['grüße'], ['gr��e', 'invalid-utf8'], ['🙂']])
  })

  it('passes on a last line without a newline, flagged, when the pipe has been closed', () => {
    expect(split([utf8('one\ntwo')])).toEqual([['one'], ['two', 'unterminated']])
  })

  it('passes on empty lines: that they are no messages is for others to say', () => {
    expect(split([utf8('\n\r\n\n')])).toEqual([[''], [''], ['']])
  })

  it('cuts a line that is too long as soon as it is, skips its rest and reads on', () => {
    const lines: Line[] = []
    const splitter = new LineSplitter(
      (line, flaw) => lines.push(flaw === undefined ? [line.slice(0, 5)] : [line.slice(0, 5), flaw]),
      100_000,
    )
    splitter.push(Buffer.from(`before\n${'x'.repeat(70_000)}`))
    expect(lines).toEqual([['befor']])
    splitter.push(Buffer.from('x'.repeat(70_000)))
    expect(lines).toHaveLength(2)
    splitter.push(Buffer.from(`${'x'.repeat(70_000)}\nafter\n`))
    expect(lines).toEqual([['befor'], ['xxxxx', 'too-long'], ['after']])
  })

  it('does not keep an endless line in memory', () => {
    let kept = 0
    const splitter = new LineSplitter(line => (kept += line.length))
    const chunk = Buffer.alloc(1024 * 1024, 'x')
    const before = process.memoryUsage().arrayBuffers
    for (let i = 0; i < 600; i++) splitter.push(chunk)
    // 64 MiB are allowed, in a buffer that doubles; 600 MiB went through.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(300 * 1024 * 1024)
    expect(kept).toBe(KEPT_OF_TOO_LONG)
  })

  it('takes a drip of single bytes as well as a flood', () => {
    const line = 'é'.repeat(50_000)
    const drip = [...Buffer.from(`${line}\n`)].map(byte => Uint8Array.of(byte))
    expect(split(drip)).toEqual([[line]])
  })
})
