import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Cuts, cutsBetween, PARTITION_SHAPES, PartitionLinks } from '../../src/nemesis/partition.ts'
import { drawTargets, majority, TARGETS } from '../../src/nemesis/targets.ts'
import { random } from '../../src/random.ts'

const ids = (count: number) => Array.from({ length: count }, (_, i) => `n${i + 1}`)
const hears = (cuts: Cuts, nodes: readonly string[], node: string) => nodes.filter(other => !cuts.get(node)!.has(other))

/** Groups of nodes that hear each other, largest first; undefined when hearing is not mutual or not transitive. */
function groups(cuts: Cuts, nodes: readonly string[]): number[] | undefined {
  const heard = new Map(nodes.map(node => [node, hears(cuts, nodes, node).join(' ')]))
  for (const node of nodes)
    for (const other of heard.get(node)!.split(' ')) if (heard.get(other) !== heard.get(node)) return undefined
  return [...new Set(heard.values())].map(group => group.split(' ').length).sort((a, b) => b - a)
}

/** Checks a shape for one to nine nodes and any seed. */
function check(shape: string, law: (cuts: Cuts, nodes: readonly string[], text: string) => void, min = 1): void {
  fc.assert(
    fc.property(fc.integer({ min, max: 9 }), fc.integer(), (count, seed) => {
      const nodes = ids(count)
      const { cuts, text } = PARTITION_SHAPES[shape]!.draw(nodes, random(seed))
      expect([...cuts.keys()]).toEqual(nodes)
      for (const node of nodes) expect(cuts.get(node)!.has(node)).toBe(false)
      law(cuts, nodes, text)
    }),
  )
}

describe('shapes of partitions', () => {
  it('one: one node alone', () => {
    check('one', (cuts, nodes) => expect(groups(cuts, nodes)).toEqual([nodes.length - 1, 1]), 3)
    check('one', (cuts, nodes) => expect(groups(cuts, nodes)?.at(-1)).toBe(1))
  })

  it('halves: two groups that differ by one at most', () => {
    check(
      'halves',
      (cuts, nodes) => expect(groups(cuts, nodes)).toEqual([Math.ceil(nodes.length / 2), Math.floor(nodes.length / 2)]),
      2,
    )
  })

  it('minority-third: less than a third, or a single node, from the rest', () => {
    check(
      'minority-third',
      (cuts, nodes) => {
        const [rest, third] = groups(cuts, nodes)!
        expect(rest! + third!).toBe(nodes.length)
        expect(third === 1 || third! < nodes.length / 3).toBe(true)
        expect(third! + 1).toBeGreaterThanOrEqual(nodes.length / 3)
      },
      3,
    )
  })

  it('majority: a bare majority from the rest', () => {
    check(
      'majority',
      (cuts, nodes) =>
        expect(groups(cuts, nodes)).toEqual([majority(nodes.length), nodes.length - majority(nodes.length)]),
      3,
    )
  })

  it('bridge: two halves that hear only one node between them, which hears everyone', () => {
    check(
      'bridge',
      (cuts, nodes, text) => {
        const bridges = nodes.filter(node => hears(cuts, nodes, node).length === nodes.length)
        expect(bridges).toHaveLength(1)
        const [bridge] = bridges
        const sides = nodes.filter(node => node !== bridge)
        const inner = new Map(sides.map(node => [node, new Set(cuts.get(node))]))
        expect(groups(inner, sides)).toEqual([Math.ceil(sides.length / 2), Math.floor(sides.length / 2)])
        for (const node of sides) expect(hears(cuts, nodes, node)).toContain(bridge)
        expect(text).toContain(` — ${bridge} — `)
      },
      3,
    )
  })

  it('majorities-ring: every node hears a majority, mutually, and no two the same one', () => {
    check(
      'majorities-ring',
      (cuts, nodes) => {
        const heard = nodes.map(node => hears(cuts, nodes, node))
        for (const group of heard) {
          expect(group.length).toBeGreaterThanOrEqual(majority(nodes.length))
          expect(group.length).toBeLessThan(nodes.length)
        }
        expect(new Set(heard.map(group => group.join(' '))).size).toBe(nodes.length)
        for (const node of nodes)
          for (const other of hears(cuts, nodes, node)) expect(hears(cuts, nodes, other)).toContain(node)
      },
      4,
    )
  })

  it('one-way: one side hears only itself, the other hears all', () => {
    check(
      'one-way',
      (cuts, nodes, text) => {
        const deaf = nodes.filter(node => cuts.get(node)!.size > 0)
        expect(deaf.length).toBeGreaterThan(0)
        expect(deaf.length).toBeLessThan(nodes.length)
        for (const node of deaf) expect(hears(cuts, nodes, node)).toEqual(deaf)
        expect(text).toBe(`${deaf.join(' ')} → ${nodes.filter(node => !deaf.includes(node)).join(' ')} only`)
      },
      2,
    )
  })

  it('are drawn at random: every node may be the one that is alone', () => {
    const alone = new Set(
      Array.from({ length: 200 }, (_, seed) => PARTITION_SHAPES.one!.draw(ids(5), random(seed)).text.split(' │ ')[0]),
    )
    expect(alone).toEqual(new Set(ids(5)))
  })
})

describe('cutsBetween', () => {
  it('cuts all links between groups, none within, and all of a node in no group', () => {
    const nodes = ids(5)
    const cuts = cutsBetween(nodes, [
      ['n1', 'n2'],
      ['n3', 'n4'],
    ])
    expect(hears(cuts, nodes, 'n1')).toEqual(['n1', 'n2'])
    expect(hears(cuts, nodes, 'n4')).toEqual(['n3', 'n4'])
    expect(hears(cuts, nodes, 'n5')).toEqual(['n5'])
  })
})

describe('PartitionLinks', () => {
  it('loses what is cut, counts it, and nothing else', () => {
    let lost = 0
    const links = new PartitionLinks(cutsBetween(ids(3), [['n1'], ['n2', 'n3']]), () => lost++)
    expect(links.loses('n1', 'n2')).toBe('partition')
    expect(links.loses('n2', 'n3')).toBeUndefined()
    expect(lost).toBe(1)
  })
})

describe('targets', () => {
  it.each([
    ['one', (count: number) => (count >= 1 ? 1 : 0)],
    ['minority', (count: number) => Math.max(1, Math.ceil(count / 2) - 1)],
    ['majority', (count: number) => Math.floor(count / 2) + 1],
    ['all', (count: number) => count],
  ] as const)('%s strikes so many', (target, size) => {
    for (let count = 1; count <= 9; count++) {
      for (let seed = 0; seed < 10; seed++) {
        const drawn = drawTargets(ids(count), random(seed), target)
        expect(drawn).toHaveLength(size(count))
        expect(drawn).toEqual(ids(count).filter(id => drawn.includes(id)))
      }
    }
  })

  it('minority leaves a majority standing, where there is one', () => {
    for (let count = 3; count <= 9; count++) {
      expect(count - drawTargets(ids(count), random(1), 'minority').length).toBeGreaterThanOrEqual(majority(count))
    }
  })

  it('without a name is drawn as well', () => {
    const sizes = new Set(Array.from({ length: 100 }, (_, seed) => drawTargets(ids(5), random(seed), undefined).length))
    expect(sizes).toEqual(new Set([1, 2, 3, 5]))
    expect(TARGETS).toEqual(['one', 'minority', 'majority', 'all'])
  })
})
