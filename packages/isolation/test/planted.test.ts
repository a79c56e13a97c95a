// An anomaly in the middle of a history that has none other: it must be found, under its name, and nothing else.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkListAppend, checkRwRegister, type Operation } from '../src/index.ts'
import { simulate, type Workload } from './store.ts'

type Planted = { type?: Operation['type']; value: unknown[][] }

/** Concurrent transactions, unless in sequence; keys are x, y, z, which the store does not have. */
const lists: [names: string[], Planted[], sequence?: 'one after the other'][] = [
  [
    ['G0'],
    [
      {
        value: [
          ['append', 'x', 1],
          ['append', 'y', 1],
        ],
      },
      {
        value: [
          ['append', 'x', 2],
          ['append', 'y', 2],
        ],
      },
      { value: [['r', 'x', [1, 2]]] },
      { value: [['r', 'y', [2, 1]]] },
    ],
  ],
  [['G1a'], [{ type: 'fail', value: [['append', 'x', 1]] }, { value: [['r', 'x', [1]]] }]],
  [
    ['G-single-item', 'G1b'],
    [
      {
        value: [
          ['append', 'x', 1],
          ['append', 'x', 2],
        ],
      },
      { value: [['r', 'x', [1]]] },
    ],
  ],
  [
    ['G1c'],
    [
      {
        value: [
          ['append', 'x', 1],
          ['r', 'y', [1]],
        ],
      },
      {
        value: [
          ['append', 'y', 1],
          ['r', 'x', [1]],
        ],
      },
    ],
  ],
  [
    ['G-single-item'],
    [
      {
        value: [
          ['append', 'x', 1],
          ['append', 'y', 1],
        ],
      },
      {
        value: [
          ['r', 'x', [1]],
          ['r', 'y', null],
        ],
      },
    ],
  ],
  [
    ['G2-item'],
    [
      {
        value: [
          ['append', 'x', 1],
          ['r', 'y', null],
        ],
      },
      {
        value: [
          ['append', 'y', 1],
          ['r', 'x', null],
        ],
      },
    ],
  ],
  [
    ['G2-item', 'lost-update'],
    [
      {
        value: [
          ['r', 'x', null],
          ['append', 'x', 1],
        ],
      },
      {
        value: [
          ['r', 'x', null],
          ['append', 'x', 2],
        ],
      },
    ],
  ],
  [
    ['G-nonadjacent-item'],
    [
      { value: [['append', 'x', 1]] },
      { value: [['append', 'y', 1]] },
      {
        value: [
          ['r', 'x', [1]],
          ['r', 'y', null],
        ],
      },
      {
        value: [
          ['r', 'y', [1]],
          ['r', 'x', null],
        ],
      },
    ],
  ],
  [['G-single-item-realtime'], [{ value: [['append', 'x', 1]] }, { value: [['r', 'x', null]] }], 'one after the other'],
  [
    ['G0-realtime'],
    [{ value: [['append', 'x', 2]] }, { value: [['append', 'x', 1]] }, { value: [['r', 'x', [1, 2]]] }],
    'one after the other',
  ],
  [
    ['internal'],
    [
      {
        value: [
          ['append', 'x', 1],
          ['r', 'x', [2]],
        ],
      },
      { value: [['append', 'x', 2]] },
    ],
  ],
  [
    ['future-read'],
    [
      {
        value: [
          ['r', 'x', [1]],
          ['append', 'x', 1],
        ],
      },
    ],
  ],
  [['duplicate-elements'], [{ value: [['append', 'x', 1]] }, { value: [['r', 'x', [1, 1]]] }]],
  [
    ['incompatible-order'],
    [
      { value: [['append', 'x', 1]] },
      { value: [['append', 'x', 2]] },
      { value: [['r', 'x', [1]]] },
      { value: [['r', 'x', [2]]] },
    ],
  ],
  [
    ['G1a', 'dirty-update'],
    [{ type: 'fail', value: [['append', 'x', 1]] }, { value: [['append', 'x', 2]] }, { value: [['r', 'x', [1, 2]]] }],
  ],
  [['garbage-read'], [{ value: [['append', 'x', 1]] }, { value: [['r', 'x', [7, 1]]] }]],
]

const registers: typeof lists = [
  [['G1a'], [{ type: 'fail', value: [['w', 'x', 1]] }, { value: [['r', 'x', 1]] }]],
  [
    ['G1b'],
    [
      {
        value: [
          ['w', 'x', 1],
          ['w', 'x', 2],
        ],
      },
      { value: [['r', 'x', 1]] },
    ],
  ],
  [
    ['G1c'],
    [
      {
        value: [
          ['w', 'x', 1],
          ['r', 'y', 1],
        ],
      },
      {
        value: [
          ['w', 'y', 1],
          ['r', 'x', 1],
        ],
      },
    ],
  ],
  [
    ['G-single-item'],
    [
      {
        value: [
          ['w', 'x', 1],
          ['w', 'y', 1],
        ],
      },
      {
        value: [
          ['r', 'x', 1],
          ['r', 'y', null],
        ],
      },
    ],
  ],
  [
    ['G2-item'],
    [
      {
        value: [
          ['w', 'x', 1],
          ['r', 'y', null],
        ],
      },
      {
        value: [
          ['w', 'y', 1],
          ['r', 'x', null],
        ],
      },
    ],
  ],
  [
    ['G2-item', 'lost-update'],
    [
      {
        value: [
          ['r', 'x', null],
          ['w', 'x', 1],
        ],
      },
      {
        value: [
          ['r', 'x', null],
          ['w', 'x', 2],
        ],
      },
    ],
  ],
  [
    ['internal'],
    [
      {
        value: [
          ['w', 'x', 1],
          ['r', 'x', 2],
        ],
      },
      { value: [['w', 'x', 2]] },
    ],
  ],
  [
    ['G-single-item-realtime', 'cyclic-versions'],
    [{ value: [['w', 'x', 1]] }, { value: [['r', 'x', null]] }],
    'one after the other',
  ],
  [['garbage-read'], [{ value: [['r', 'x', 7]] }, { value: [['w', 'x', 1]] }]],
]

function plant(history: Operation[], at: number, planted: Planted[], sequence: boolean): Operation[] {
  const invoked = planted.map(({ value }, i): Operation => {
    return {
      type: 'invoke',
      process: 1000 + i,
      f: 'txn',
      value: value.map(([f, key, v]) => [f, key, f === 'r' ? null : v]),
    }
  })
  const completed = planted.map(
    ({ type, value }, i): Operation => ({ type: type ?? 'ok', process: 1000 + i, f: 'txn', value }),
  )
  const events = sequence ? planted.flatMap((_, i) => [invoked[i]!, completed[i]!]) : [...invoked, ...completed]
  return [...history.slice(0, at), ...events, ...history.slice(at)].map((operation, index) => ({ ...operation, index }))
}

const around = (workload: Workload) =>
  fc
    .record({
      seed: fc.integer(),
      transactions: fc.integer({ min: 1, max: 60 }),
      processes: fc.integer({ min: 1, max: 6 }),
      keys: fc.integer({ min: 1, max: 5 }),
    })
    .map(shape => simulate({ ...shape, level: 'strict', workload, lossy: 0.1 }))

describe.each(lists)('among lists, %j', (names, planted, sequence) => {
  it('is found, and nothing else', () => {
    fc.assert(
      fc.property(around('list-append'), fc.nat(), (history, at) => {
        const { anomalyTypes, valid } = checkListAppend(
          plant(history, at % (history.length + 1), planted, sequence !== undefined),
        )
        expect(valid).toBe(false)
        expect(anomalyTypes.filter(type => type !== 'empty-transaction-graph')).toEqual(names)
      }),
      { numRuns: 20 },
    )
  })
})

describe.each(registers)('among registers, %j', (names, planted, sequence) => {
  it('is found, and nothing else', () => {
    const options = { wfrKeys: true, linearizableKeys: true, anomalies: ['garbage-read'] as const }
    fc.assert(
      fc.property(around('rw-register'), fc.nat(), (history, at) => {
        const { anomalyTypes, valid } = checkRwRegister(
          plant(history, at % (history.length + 1), planted, sequence !== undefined),
          options,
        )
        expect(valid).toBe(false)
        expect(anomalyTypes.filter(type => type !== 'empty-transaction-graph')).toEqual(names)
      }),
      { numRuns: 20 },
    )
  })
})
