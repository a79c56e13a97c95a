import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkLinearizable } from '../../src/check.ts'
import { kv, register } from '../../src/models/index.ts'
import { pageData, renderFragment, renderPage } from '../../src/page/index.ts'
import type { LinearizabilityResult, Operation } from '../../src/types.ts'
import { CHROMIUM, inBrowser } from './browser.ts'

const op = (process: number, input: object, output: unknown, call: number, returned?: number) =>
  ({ process, input, output, call, ...(returned === undefined ? {} : { return: returned }) }) as never
type Result = LinearizabilityResult

/** Key b fails: c1 reads 4, which had been replaced. Key a is fine, and one of its operations crashed. */
const FAILED = [
  op(1, { f: 'write', key: 'a', value: 1 }, true, 0, 3),
  op(2, { f: 'write', key: 'b', value: 4 }, true, 1, 4),
  op(3, { f: 'cas', key: 'b', value: [4, 1] }, true, 5, 9),
  op(4, { f: 'write', key: 'a', value: 2 }, undefined, 6),
  op(1, { f: 'read', key: 'b' }, 4, 10, 13),
  op(5, { f: 'write', key: 'b', value: 6 }, true, 11, 14),
]
const check = (operations: readonly Operation<never, never>[]) =>
  checkLinearizable(kv() as never, operations, { core: true, witness: true, exhaustive: true }) as Result
const page = (operations = FAILED) => renderPage({ model: kv(), result: check(operations) })

describe('the page', () => {
  it('needs nothing from anywhere', () => {
    const html = page()
    expect(html).not.toMatch(/https?:|src=|@import|url\(/)
    expect(html).toContain("default-src 'none'")
  })

  it('cannot be broken by what a history says', () => {
    const evil = '</script><script>alert(1)</script>\u2028<!--'
    const operations = [
      op(1, { f: 'write', key: evil, value: evil }, true, 0, 1),
      op(2, { f: 'read', key: evil }, 'x', 2, 3),
    ]
    const html = page(operations)
    expect(html.match(/<\/script>/g)).toHaveLength(2)
    expect(html).not.toContain('<!--')
  })

  it('keeps every order whole, though it writes down only what is new', () => {
    const orders = fc.array(fc.array(fc.nat(3), { maxLength: 6 }), { minLength: 1, maxLength: 6 })
    const operations = [0, 1, 2, 3].map(i => op(i, { f: 'read' }, undefined, 0, 1))
    fc.assert(
      fc.property(orders, list => {
        const prefixes = list.map(order => ({ order, states: order.map(i => `s${i}`), state: '', pending: [] }))
        const partition = {
          operations: [0, 1, 2, 3],
          valid: false,
          failure: { operation: 0, prefixes, omitted: 0 },
          configurations: 1,
        }
        const result = {
          valid: false,
          model: 'register',
          operations,
          partitions: [partition],
          statistics: {},
        } as never as Result
        const { parts, texts } = pageData([{ model: { ...register(), describeState: String }, result }], '')
        const read: { operations: number[]; states: string[] }[] = []
        for (const { begin, operations, states } of parts[0]!.orders) {
          const [from, length] = begin ?? [0, 0]
          read.push({
            operations: [...(read[from]?.operations ?? []).slice(0, length), ...operations],
            states: [...(read[from]?.states ?? []).slice(0, length), ...states.map(id => texts[id]!)],
          })
        }
        expect(read).toEqual(prefixes.map(({ order, states }) => ({ operations: order, states })))
      }),
    )
  })

  it('puts failed partitions first', () => {
    const { parts } = pageData([{ model: kv(), result: check(FAILED), name: 'run 1' }], '')
    expect(parts.map(({ name, valid }) => [name, valid])).toEqual([
      ['run 1, key "b"', false],
      ['run 1, key "a"', true],
    ])
  })
})

const press = (...keys: string[]) =>
  keys
    .map(
      key =>
        `document.querySelector('.stage canvas').dispatchEvent(new KeyboardEvent('keydown', { key: ${JSON.stringify(key)}, bubbles: true, cancelable: true }))`,
    )
    .join(';')
const text = (selector: string) => `document.querySelector(${JSON.stringify(selector)}).textContent`
/** How many pixels of the timeline have a colour of the page. */
const painted = (colour: string) => `await (async () => {
  await new Promise(done => setTimeout(done, 60))
  const canvas = document.querySelector('.stage canvas'), probe = document.createElement('canvas').getContext('2d')
  probe.fillStyle = getComputedStyle(document.querySelector('.linearize')).getPropertyValue('--${colour}'); probe.fillRect(0, 0, 1, 1)
  const [r, g, b] = probe.getImageData(0, 0, 1, 1).data, all = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data
  let found = 0; for (let i = 0; i < all.length; i += 4) if (all[i] === r && all[i + 1] === g && all[i + 2] === b) found++
  return found
})()`

const where =
  CHROMIUM === undefined ? ' (SKIPPED: no chromium found; apt-get install chromium, or name it in CHROMIUM)' : ''
describe.skipIf(CHROMIUM === undefined)(`in a browser${where}`, () => {
  it('shows the failed key: why nothing explains its read, and the core', () => {
    const { value } = inBrowser<string[]>(
      page(),
      `return [${text('h2')}, ${text('.note')}, ...[...document.querySelectorAll('.card')].map(card => card.innerText)]`,
    )
    const [heading, note, , stuck, core] = value
    expect(heading).toBe('✗ key "b"')
    expect(note).toContain('no order of the 4 operations explains read → 4')
    expect(stuck).toMatch(/the state is 1[\s\S]*✗\s*c1\s+read → 4\s*impossible: key "b" holds 1, not 4/)
    expect(core).toMatch(/3 operations that fail by themselves/)
  })

  it('paints what nothing explains, and numbers the longest legal prefix', () => {
    const { value } = inBrowser<number[]>(
      page(),
      `return [${painted('bad-soft')}, ${painted('path')}, ${painted('core')}]`,
    )
    for (const pixels of value) expect(pixels).toBeGreaterThan(100)
  })

  it('goes through operations and prefixes by keyboard, and tells them to a screen reader', () => {
    const { value } = inBrowser<string[]>(
      page(),
      `const live = '.detail', said = []
       ${press('Home')}; said.push(${text('.detail')}); ${press('ArrowRight')}; said.push(${text('.detail')})
       ${press('f', ']', '+', '-', '0', 'ArrowDown', 'Escape')}; said.push(${text('.detail')})
       said.push(document.querySelector(live).getAttribute('aria-live')); return said`,
    )
    expect(value[0]).toMatch(/write 4.*number 1 of 2.*null {2}⇒ {2}4/)
    expect(value[1]).toMatch(/cas 4 → 1.*number 2 of 2.*4 {2}⇒ {2}1/)
    expect(value[2]).toContain('Point at an operation')
    expect(value[3]).toBe('polite')
  })

  it('filters the partitions, and shows the witness of a valid one', () => {
    const { value } = inBrowser<string[]>(
      page(),
      `const names = () => [...document.querySelectorAll('.parts .name')].map(node => node.textContent).join()
       const said = [names()], kind = document.querySelector('nav select')
       kind.value = 'true'; kind.dispatchEvent(new Event('change')); said.push(names())
       document.querySelector('.parts button').click()
       said.push(${text('.note')}, ${text('.bar select option')}); return said`,
    )
    expect(value.slice(0, 3)).toEqual(['key "b",key "a"', 'key "a"', 'Linearizable: 2 operations.'])
    expect(value[3]).toMatch(/^linearization: \d operations?, then \d/)
  })

  it('fits a phone', () => {
    const { value } = inBrowser<number>(page(), 'return document.documentElement.scrollWidth - innerWidth', '500,900')
    expect(value).toBeLessThanOrEqual(0)
  })

  it('stands twice on one page', () => {
    const fragment = renderFragment(pageData([{ model: kv(), result: check(FAILED) }], 'twice'))
    const { value } = inBrowser<number>(
      `<body>${fragment}${fragment}</body>`,
      `return document.querySelectorAll('[data-ready]').length`,
    )
    expect(value).toBe(2)
  })

  it('opens 10,000 operations', () => {
    const operations = Array.from({ length: 10_000 }, (_, i) =>
      op(i % 10, { f: 'write', key: 'a', value: i }, true, i, i + 5),
    )
    operations.push(op(11, { f: 'read', key: 'a' }, 3, 10_010, 10_011))
    const { value } = inBrowser<{ ready: number; repaint: number; found: number }>(
      page(operations),
      `const ready = performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd
       const started = performance.now(); ${press('0')}
       const found = ${painted('bad')}
       return { ready, repaint: performance.now() - started, found }`,
    )
    console.log(`10,000 operations: the page is there after ${Math.round(value.ready)} ms`)
    expect(value.found).toBeGreaterThan(0)
  })
})
