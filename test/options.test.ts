import { afterEach, describe, expect, it, vi } from 'vitest'
import { type ClusterOptions, OPTIONS, OptionsError, resolveOptions } from '../src/options.ts'
import { MILLISECOND, SECOND } from '../src/time/clock.ts'
import { WORKLOADS } from '../src/workloads/index.ts'

const fine: ClusterOptions = { bin: './node.py', workload: 'echo' }
const resolve = (more: ClusterOptions = {}) => resolveOptions({ ...fine, ...more }, () => 42)

/** What is said of each option, by its name. */
function mistakes(given: unknown, scenario = false): Record<string, string> {
  try {
    resolveOptions(given, () => 42, scenario)
  } catch (error) {
    if (!(error instanceof OptionsError)) throw error
    for (const { option, message } of error.mistakes) expect(error.message).toContain(`  ${option}: ${message}`)
    return Object.fromEntries(error.mistakes.map(({ option, message }) => [option, message]))
  }
  return {}
}

afterEach(() => {
  vi.unstubAllEnvs()
})

describe('defaults', () => {
  it('are those of the reference', () => {
    vi.stubEnv('MAELSTROM_SEED', '')
    expect(resolve()).toMatchObject({
      nodes: ['n1', 'n2', 'n3', 'n4', 'n5'],
      nemesis: [],
      rate: 5,
      concurrency: 5,
      timeLimit: 60 * SECOND,
      recovery: 10 * SECOND,
      nemesisInterval: 10 * SECOND,
      latency: 0,
      latencyDist: 'constant',
      topologyName: 'grid',
      availability: undefined,
      initTimeout: 10 * SECOND,
      results: 'maelstrom-results',
      seed: 42,
    })
  })

  it('of the nemesis interval is a quarter of the time limit where that is less than ten seconds', () => {
    expect(resolve({ timeLimit: '20s' }).nemesisInterval).toBe(5 * SECOND)
    expect(resolve({ timeLimit: '20s', nemesisInterval: '12s' }).nemesisInterval).toBe(12 * SECOND)
  })

  it('of the concurrency is one client for each node, two for lin-kv', () => {
    expect(resolve({ nodes: 3 }).concurrency).toBe(3)
    expect(resolve({ nodes: 3, workload: 'lin-kv' }).concurrency).toBe(6)
    expect(resolve({ nodes: 3, concurrency: '4n' }).concurrency).toBe(12)
    expect(resolve({ nodes: 3, concurrency: 4 }).concurrency).toBe(4)
  })

  it('of faultsMustHit is true, but for unique-ids, where a right solution sends no messages', () => {
    expect(resolve().faultsMustHit).toBe(true)
    expect(resolve({ workload: 'unique-ids' }).faultsMustHit).toBe(false)
    expect(resolve({ workload: 'unique-ids', faultsMustHit: true }).faultsMustHit).toBe(true)
  })

  it('of the seed is MAELSTROM_SEED, else a fresh one; a seed that is given goes first', () => {
    vi.stubEnv('MAELSTROM_SEED', '7')
    expect(resolve().seed).toBe(7)
    expect(resolve({ seed: 9 }).seed).toBe(9)
    vi.stubEnv('MAELSTROM_SEED', '')
    expect(resolve().seed).toBe(42)
  })
})

describe('a word that is no value', () => {
  it.each([
    ['workload', 'brodcast', "; did you mean 'broadcast'?"],
    ['workload', 'g_counter', "; did you mean 'g-counter'?"],
    ['nemesis', ['kill', 'partitions'], "; did you mean 'partition'?"],
    ['nemesis', 'partition', "; write ['partition']"],
    ['consistencyModels', 'serializable', "; write ['serializable']"],
    ['topology', 'gird', "; did you mean 'grid'?"],
  ])('is put right: %s %j', (option, value, advice) => {
    const { [option]: message } = mistakes({ ...fine, [option]: value })
    expect(message!.endsWith(advice), message).toBe(true)
  })

  it('is left alone where nothing is near', () => {
    expect(mistakes({ ...fine, workload: 'paxos-in-space' }).workload).toMatch(/got "paxos-in-space"$/)
  })
})

describe('transactions', () => {
  it('cannot be shorter at most than at least', () => {
    expect(mistakes({ ...fine, workload: 'txn-list-append', minTxnLength: 5, maxTxnLength: 2 })).toEqual({
      minTxnLength: 'is 5, and maxTxnLength only 2',
    })
  })
})

describe('values', () => {
  it('may be durations in every spelling', () => {
    expect(resolve({ timeLimit: '1.5m', latency: 10, recovery: '250ms' })).toMatchObject({
      timeLimit: 90 * SECOND,
      latency: 10 * MILLISECOND,
      recovery: 250 * MILLISECOND,
    })
  })

  it('may be a list of node ids, and a topology that leaves some out', () => {
    const { nodes, topology } = resolve({ nodes: ['a', 'b', 'c'], topology: { a: ['b'], b: ['a'] } })
    expect(nodes).toEqual(['a', 'b', 'c'])
    expect(topology).toEqual({ a: ['b'], b: ['a'], c: [] })
  })

  it('may be undefined, which is as if they were not there', () => {
    const undefinedOnes = Object.fromEntries(Object.keys(OPTIONS).map(name => [name, undefined]))
    expect(mistakes({ ...undefinedOnes, ...fine })).toEqual({})
  })

  it('may be narrower kinds of faults', () => {
    expect(resolve({ nemesis: ['partition:one-way', 'kill:majority', 'pause', 'loss'] }).nemesis).toHaveLength(4)
  })
})

describe('mistakes', () => {
  it('are named all at once: what was given, and what would be right', () => {
    const told = mistakes({
      workload: 'brodcast',
      nodes: 0,
      rate: -1,
      concurrency: '0n',
      timeLimit: '10 parsecs',
      latencyDist: 'normal',
      topology: 'ring',
      availability: 95,
      nemesis: ['partition', 'earthquake'],
      seed: 1.5,
      logStderr: 'yes',
      timelimit: 5,
      colour: 'red',
    })
    expect(told).toEqual({
      bin: "is missing; expected the program of a node, such as './node.py'",
      workload: expect.stringMatching(
        /expected one of 'echo', 'unique-ids', 'broadcast'.*defineWorkload\(\); got "brodcast"/,
      ),
      nodes: expect.stringMatching(/expected a number of nodes from 1 to 1000 \(5\), or a list of ids.*; got 0/),
      rate: expect.stringMatching(/expected a number of requests per second, from 0 \(none\) to Infinity; got -1/),
      concurrency: expect.stringMatching(
        /expected a number of clients \(10\), or a number for each node \('2n'\); got "0n"/,
      ),
      timeLimit: expect.stringMatching(
        /expected a duration: '10s', '250ms', or a number of milliseconds; got "10 parsecs"/,
      ),
      latencyDist: expect.stringMatching(/expected one of 'constant', 'uniform', 'exponential'; got "normal"/),
      topology: expect.stringMatching(/expected one of 'line', 'grid', .*'total'.*; got "ring"/),
      availability: expect.stringMatching(/expected 'total', or a fraction from 0 to 1; got 95/),
      nemesis: expect.stringMatching(
        /expected a list of faults among 'partition', 'kill', .*'slow'.*; got \["partition","earthquake"\]/,
      ),
      seed: expect.stringMatching(/expected a whole number or a text; got 1.5/),
      logStderr: expect.stringMatching(/expected true or false; got "yes"/),
      timelimit: 'there is no such option; did you mean timeLimit?',
      colour: expect.stringMatching(/^there is no such option. There are: bin, /),
    })
  })

  it.each([
    ['Nodes', 'nodes'],
    ['workLoad', 'workload'],
    ['latencydist', 'latencyDist'],
    ['concurency', 'concurrency'],
    ['nemesisinterval', 'nemesisInterval'],
  ])('%s: did you mean %s?', (given, meant) => {
    expect(mistakes({ ...fine, [given]: 1 })[given]).toBe(`there is no such option; did you mean ${meant}?`)
  })

  it.each<[keyof typeof OPTIONS, unknown]>([
    ['bin', ''],
    ['bin', []],
    ['bin', 7],
    ['args', '--fast'],
    ['env', { DEBUG: 1 }],
    ['nodes', []],
    ['nodes', ['n1', 'n1']],
    ['nodes', ['']],
    ['nodes', 1001],
    ['nodes', 2.5],
    // Ids that are somebody else's, or would lead out of the node's folder.
    ['nodes', ['lin-kv']],
    ['nodes', ['c0', 'c1']],
    ['nodes', ['..']],
    ['nodes', ['a/b']],
    ['nemesis', 'partition'],
    ['nemesis', ['partition:sideways']],
    ['rate', Number.NaN],
    ['rate', '10'],
    ['concurrency', '10'],
    ['concurrency', 0],
    ['timeLimit', -1],
    ['topology', { n1: 'n2' }],
    ['topology', { n1: ['n9'] }],
    ['results', true],
    ['signal', 'SIGINT'],
    ['keyCount', 0],
    ['consistencyModels', 'serializable'],
    ['consistencyModels', ['serialisable']],
    ['consistencyModels', []],
    ['workload', { name: 'mine' }],
  ])('%s: %j is one, said in words', (option, value) => {
    const told = mistakes({ ...fine, [option]: value })
    expect(Object.keys(told)).toEqual([option])
    expect(told[option]).toMatch(/^(expected|names nodes that do not exist)/)
  })

  it('of a consistency model names the models, and any of their names is right', () => {
    expect(mistakes({ ...fine, consistencyModels: ['serialisable'] })).toEqual({
      consistencyModels: expect.stringMatching(
        /among 'strict-serializable',.* 'snapshot-isolation',.*; got \["serialisable"\]/,
      ),
    })
    expect(mistakes({ ...fine, consistencyModels: ['strong-serializable', 'PL-2.99', 'serializable'] })).toEqual({})
  })

  it('are a single error for what is no object at all', () => {
    expect(mistakes(undefined)).toEqual({
      options: expect.stringContaining("expected an object such as { bin: './node.py'"),
    })
    expect(mistakes('echo')).toEqual({ options: expect.stringContaining('got "echo"') })
  })

  it('of a topology are told together with others', () => {
    expect(Object.keys(mistakes({ ...fine, topology: { n9: [] }, rate: -1 })).sort()).toEqual(['rate', 'topology'])
  })

  it('a scenario needs no workload', () => {
    expect(mistakes({ bin: './node.py' })).toEqual({ workload: expect.stringMatching(/is missing; expected one of/) })
    expect(mistakes({ bin: './node.py' }, true)).toEqual({})
  })
})

describe('OPTIONS', () => {
  it('documents every option', () => {
    for (const [name, { doc }] of Object.entries(OPTIONS)) expect(doc, name).toMatch(/^[A-Z`].*\.$/s)
  })

  it('takes every built-in workload by its name', () => {
    for (const [name, workload] of Object.entries(WORKLOADS)) {
      expect(workload.name).toBe(name)
      expect(resolve({ workload: name as keyof typeof WORKLOADS }).workload).toBe(workload)
    }
  })
})
