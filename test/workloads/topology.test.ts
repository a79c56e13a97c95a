import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeTopology, TOPOLOGIES, type Topology, type TopologyName } from '../../src/workloads/topology.ts'

const names = Object.keys(TOPOLOGIES) as TopologyName[]
const ids = (count: number) => Array.from({ length: count }, (_, i) => `n${i + 1}`)

function reachable(topology: Topology, from: string): Set<string> {
  const found = new Set([from])
  for (const node of found) for (const neighbour of topology[node]!) found.add(neighbour)
  return found
}

describe.each(names)('%s', name => {
  it('names every node, is symmetric, connected, without loops and without repeats', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), count => {
        const topology = makeTopology(name, ids(count))
        expect(Object.keys(topology)).toEqual(ids(count))
        const wrong = Object.entries(topology).flatMap(([node, neighbours]) => [
          ...neighbours.filter((id, i) => neighbours.indexOf(id) !== i || id === node),
          ...neighbours.filter(id => !topology[id]!.includes(node)),
        ])
        expect(wrong).toEqual([])
        expect(reachable(topology, 'n1').size).toBe(count)
      }),
    )
  })
})

const degrees = (name: TopologyName, count: number) =>
  Object.values(makeTopology(name, ids(count))).map(({ length }) => length)
const links = (name: TopologyName, count: number) => degrees(name, count).reduce((a, b) => a + b, 0) / 2

describe('shapes', () => {
  it('line: each node between its predecessor and its successor', () => {
    expect(makeTopology('line', ['a', 'b', 'c', 'd'])).toEqual({ a: ['b'], b: ['a', 'c'], c: ['b', 'd'], d: ['c'] })
  })

  it('grid: as square as it goes, filled row by row', () => {
    // n1 n2 n3
    // n4 n5 n6
    // n7 n8
    expect(makeTopology('grid', ids(8))).toEqual({
      n1: ['n2', 'n4'],
      n2: ['n1', 'n3', 'n5'],
      n3: ['n2', 'n6'],
      n4: ['n1', 'n5', 'n7'],
      n5: ['n2', 'n4', 'n6', 'n8'],
      n6: ['n3', 'n5'],
      n7: ['n4', 'n8'],
      n8: ['n5', 'n7'],
    })
  })

  it('grid: up to four neighbours; 25 nodes have 40 links, 5 nodes have 5', () => {
    for (let count = 1; count <= 60; count++) expect(Math.max(...degrees('grid', count))).toBeLessThanOrEqual(4)
    expect(links('grid', 25)).toBe(40)
    expect(links('grid', 5)).toBe(5)
  })

  it.each([
    ['tree', 2],
    ['tree2', 2],
    ['tree3', 3],
    ['tree4', 4],
  ] as const)('%s: rooted at the first node, up to %d children, filled tier by tier', (name, branches) => {
    for (let count = 1; count <= 40; count++) {
      const topology = makeTopology(name, ids(count))
      expect(links(name, count)).toBe(count - 1)
      // Tier by tier: in the order of the nodes, no node is deeper than the next, and parents come in order.
      const parents = ids(count)
        .slice(1)
        .map(node => Math.min(...topology[node]!.map(id => Number(id.slice(1)))))
      expect(parents).toEqual(parents.map((_, i) => Math.floor(i / branches) + 1))
    }
  })

  it('total: every node beside every other', () => {
    expect(degrees('total', 7)).toEqual([6, 6, 6, 6, 6, 6, 6])
    expect(links('total', 25)).toBe(300)
  })

  it('tree is tree2', () => {
    expect(makeTopology('tree', ids(20))).toEqual(makeTopology('tree2', ids(20)))
  })
})
