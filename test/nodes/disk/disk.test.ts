/** The simulated disk: what is there, what survives a crash, and what of the real disk shows through. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Disk } from '../../../src/nodes/disk/disk.ts'
import type { OpenMode } from '../../../src/nodes/disk/open-file.ts'
import { Overlay } from '../../../src/nodes/disk/overlay.ts'
import { type Random, random } from '../../../src/random.ts'

const CREATE: OpenMode = { read: true, write: true, create: true }
const bytes = (text: string) => new TextEncoder().encode(text)
const readAll = (disk: Disk, path: string): string => {
  const file = disk.open(path, { read: true, write: false })
  const content = new Uint8Array(file.size)
  file.read(content, 0)
  return new TextDecoder().decode(content)
}
function disk(): Disk {
  const made = new Disk()
  made.provide('/data')
  return made
}
const crash = (target: Disk, seed: number | string) => target.crash({ loseUnsynced: true, random: random(seed) })
/** Loses as much as can be lost. */
const unlucky: Random = { ...random(0), chance: probability => probability === 0.5, int: () => 0 }
/** Loses as little as can be lost. */
const lucky: Random = { ...random(0), chance: () => false, int: bound => bound - 1 }

describe('after a crash', () => {
  it('synced bytes are there and later ones may not be', () => {
    const target = disk()
    const file = target.open('/data/log', CREATE)
    file.write(bytes('one '), null)
    file.sync()
    file.write(bytes('two '), null)
    target.crash({ loseUnsynced: true, random: unlucky })
    expect(readAll(target, '/data/log')).toBe('one ')
  })

  it('everything is there if only the program died, or with luck', () => {
    for (const options of [
      { loseUnsynced: false, random: unlucky },
      { loseUnsynced: true, random: lucky },
    ]) {
      const target = disk()
      target.open('/data/log', CREATE).write(bytes('one'), null)
      target.rename('/data/log', '/data/moved')
      target.crash(options)
      expect(readAll(target, '/data/moved')).toBe('one')
    }
  })

  it('a file that nobody synced may be missing, empty, torn or whole', () => {
    const outcomes = new Set<string>()
    for (let seed = 0; seed < 300; seed++) {
      const target = disk()
      target.open('/data/log', CREATE).write(bytes('abc'), null)
      crash(target, seed)
      outcomes.add(target.exists('/data/log') ? readAll(target, '/data/log') : 'missing')
    }
    expect([...outcomes].sort()).toEqual(['', 'a', 'ab', 'abc', 'missing'])
  })

  it('a rename without a sync before it may leave an empty file under the new name; with it, the old or the new text', () => {
    const replace = (synced: boolean, seed: number) => {
      const target = disk()
      const old = target.open('/data/state', CREATE)
      old.write(bytes('old'), null)
      old.sync()
      const fresh = target.open('/data/state.tmp', CREATE)
      fresh.write(bytes('new'), null)
      if (synced) fresh.sync()
      target.rename('/data/state.tmp', '/data/state')
      crash(target, seed)
      return readAll(target, '/data/state')
    }
    const outcomes = (synced: boolean) => new Set(Array.from({ length: 300 }, (_, seed) => replace(synced, seed)))
    expect([...outcomes(true)].sort()).toEqual(['new', 'old'])
    expect(outcomes(false)).toContain('')
    expect(outcomes(false)).toContain('n')
  })

  it('a sync of the folder keeps its names, a sync of a file its own and the earlier ones', () => {
    const target = disk()
    target.open('/data/a', CREATE)
    target.open('/data/b', CREATE)
    target.open('/data/b', CREATE).sync()
    target.makeFolder('/data/c')
    target.open('/data', { read: true, write: false }).sync()
    target.unlink('/data/a')
    target.crash({ loseUnsynced: true, random: unlucky })
    expect(target.list('/data').map(({ name }) => name)).toEqual(['a', 'b', 'c'])
  })
})

describe('the law of durability', () => {
  const edit = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('write' as const),
        at: fc.nat(12),
        text: fc.string({ minLength: 1, maxLength: 6, unit: fc.constantFrom(...'abcxyz') }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('truncate' as const), size: fc.nat(12) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('sync' as const) }) },
  )

  /** A file as a plain array: what it is after each edit since the last sync, torn writes between. */
  function allowed(edits: readonly (typeof edit extends fc.Arbitrary<infer E> ? E : never)[]): Set<string> {
    let content: number[] = []
    let states = new Set([''])
    const show = (list: number[]) => String.fromCharCode(...list)
    const put = (at: number, text: string) => {
      while (content.length < at) content.push(0)
      for (let i = 0; i < text.length; i++) content[at + i] = text.charCodeAt(i)
    }
    for (const each of edits) {
      if (each.kind === 'sync') states = new Set()
      else if (each.kind === 'truncate') {
        while (content.length < each.size) content.push(0)
        content = content.slice(0, each.size)
      } else {
        const before = content.slice()
        for (let length = 0; length < each.text.length; length++) {
          content = before.slice()
          put(each.at, each.text.slice(0, length))
          states.add(show(content))
        }
        content = before.slice()
        put(each.at, each.text)
      }
      states.add(show(content))
    }
    return states
  }

  it('what is found is what was there at some moment since the last sync, or in the middle of a write', () => {
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 12 }), fc.nat(), (edits, seed) => {
        const target = disk()
        const file = target.open('/data/f', CREATE)
        file.sync()
        for (const each of edits) {
          if (each.kind === 'write') file.write(bytes(each.text), each.at)
          else if (each.kind === 'truncate') file.truncate(each.size)
          else file.sync()
        }
        crash(target, seed)
        expect(allowed(edits)).toContain(readAll(target, '/data/f'))
      }),
      { numRuns: 1000 },
    )
  })

  it('names are those of some moment since the last sync', () => {
    const name = fc.constantFrom('a', 'b', 'c')
    const change = fc.oneof(
      fc.tuple(fc.constant('create'), name, name),
      fc.tuple(fc.constant('unlink'), name, name),
      fc.tuple(fc.constant('rename'), name, name),
      fc.tuple(fc.constant('sync'), name, name),
    )
    fc.assert(
      fc.property(fc.array(change, { maxLength: 15 }), fc.nat(), (changes, seed) => {
        const target = disk()
        const seen = () => JSON.stringify(target.list('/data').map(each => each.name))
        let states = new Set([seen()])
        for (const [kind, one, other] of changes) {
          const there = target.exists(`/data/${one}`)
          if (kind === 'create') target.open(`/data/${one}`, CREATE)
          else if (kind === 'sync') {
            target.open('/data', { read: true, write: false }).sync()
            states = new Set()
          } else if (there && kind === 'unlink') target.unlink(`/data/${one}`)
          else if (there) target.rename(`/data/${one}`, `/data/${other}`)
          states.add(seen())
        }
        crash(target, seed)
        expect(states).toContain(seen())
      }),
      { numRuns: 1000 },
    )
  })
})

describe('the real disk', () => {
  it('can be read where it is shown, and is never written to', () => {
    const real = mkdtempSync(join(tmpdir(), 'maelstrom-overlay-'))
    try {
      mkdirSync(join(real, 'sub'))
      writeFileSync(join(real, 'config.json'), '{}')
      writeFileSync(join(real, 'sub/deep.txt'), 'deep')
      const overlay = new Overlay([real])
      const one = new Disk({ overlay })
      const two = new Disk({ overlay })
      expect(readAll(one, join(real, 'sub/deep.txt'))).toBe('deep')
      expect(one.list(real).map(each => each.name)).toEqual(['config.json', 'sub'])
      one.open(join(real, 'config.json'), { read: false, write: true }).write(bytes('changed'), 0)
      one.unlink(join(real, 'sub/deep.txt'))
      expect(readAll(one, join(real, 'config.json'))).toBe('changed')
      expect(one.exists(join(real, 'sub/deep.txt'))).toBe(false)
      writeFileSync(join(real, 'config.json'), 'later')
      expect(readAll(two, join(real, 'sub/deep.txt'))).toBe('deep')
      expect(two.stat(join(real, 'config.json')).times.modify).toBe(0)
      expect(one.exists('/etc/passwd')).toBe(false)
    } finally {
      rmSync(real, { recursive: true })
    }
  })
})
