/** The original's flags, as they stand. */

import { describe, expect, it } from 'vitest'
import { FAILED, statusOf, USAGE, worst } from '../../src/cli/exit-status.ts'
import { parseTestCommand, UsageError } from '../../src/cli/flags.ts'
import { OPTIONS, type OptionDoc, resolveOptions } from '../../src/options.ts'
import { SECOND } from '../../src/time/clock.ts'

const words = (line: string) => line.split(' ').filter(word => word !== '')
const parse = (line: string) => parseTestCommand(words(line))

describe('maelstrom test', () => {
  it('takes every flag of the original', () => {
    const line =
      '-w lin-kv --bin ./node.py --node-count 3 --time-limit 20 --rate 100.5 --concurrency 4n --latency 100 --latency-dist exponential --nemesis partition,kill ' +
      '--nemesis-interval 7 --topology tree3 --availability total --consistency-models serializable,PL-SI --key-count 5 --max-txn-length 6 --max-writes-per-key 8 --log-stderr ' +
      '--log-net-send --log-net-recv --test-count 2 -- --fast x'
    const { options, testCount } = parse(line)
    expect(options).toEqual({
      workload: 'lin-kv',
      bin: './node.py',
      args: ['--fast', 'x'],
      nodes: ['n0', 'n1', 'n2'],
      timeLimit: 20_000,
      rate: 100.5,
      concurrency: '4n',
      latency: 100,
      latencyDist: 'exponential',
      nemesis: ['partition', 'kill'],
      nemesisInterval: 7_000,
      topology: 'tree3',
      availability: 'total',
      consistencyModels: ['serializable', 'PL-SI'],
      keyCount: 5,
      maxTxnLength: 6,
      maxWritesPerKey: 8,
      logStderr: true,
      logNetSend: true,
      logNetRecv: true,
    })
    expect(testCount).toBe(2)
    expect(resolveOptions(options, () => 1)).toMatchObject({
      concurrency: 12,
      timeLimit: 20 * SECOND,
      latency: SECOND / 10,
    })
  })

  it.each(
    Object.entries(OPTIONS as Record<string, OptionDoc>).filter(
      ([, { flag }]) => flag?.startsWith('--') === true && flag !== '-- ARGS',
    ),
  )('takes the flag that the option %s names', (name, { flag }) => {
    const [word = '', value] = flag!.split(' ')
    const given = value === undefined ? [word] : [word, /^(N|HZ|MS|SECONDS|FRACTION)$/.test(value) ? '1' : 'x']
    expect(Object.keys(parseTestCommand(given).options)).toContain(name)
  })

  it("has the original's defaults: sixty seconds, five requests a second, an interval of ten seconds, one client for each node", () => {
    const { options } = parse('-w broadcast --bin ./node.py')
    expect(resolveOptions(options, () => 1)).toMatchObject({
      timeLimit: 60 * SECOND,
      rate: 5,
      nemesisInterval: 10 * SECOND,
      concurrency: 5,
      nemesis: [],
    })
  })

  it('names nodes n0 … by --node-count, and otherwise as they are given', () => {
    expect(parse('--node-count 2').options.nodes).toEqual(['n0', 'n1'])
    expect(parse('--nodes a,b').options.nodes).toEqual(['a', 'b'])
    expect(parse('-n a -n b --node c').options.nodes).toEqual(['a', 'b', 'c'])
    expect(parse('-w echo').options.nodes).toBeUndefined()
  })

  it('splits lists at commas with or without blanks', () => {
    expect(
      parseTestCommand(['--consistency-models', 'serializable , read-committed']).options.consistencyModels,
    ).toEqual(['serializable', 'read-committed'])
  })

  it('ignores what concerns SSH, and says so', () => {
    expect(parse('-w echo --username root --no-ssh --ssh-private-key k').ignored).toEqual([
      'username',
      'ssh-private-key',
      'no-ssh',
    ])
  })

  it('takes an availability as a fraction, a rate of 0, a seed of digits as a number', () => {
    expect(parse('--availability 0.9 --rate 0 --seed 17').options).toMatchObject({
      availability: 0.9,
      rate: 0,
      seed: 17,
    })
    expect(parse('--seed abc').options.seed).toBe('abc')
  })

  it.each(['--rate fast', '--node-count 0', '--node-count 1.5', '--no-such-flag', 'stray-word', '--workload'])(
    'refuses %s',
    line => {
      expect(() => parse(line)).toThrow(UsageError)
    },
  )
})

describe('the exit status', () => {
  it('is 0 for valid, 1 for invalid, 2 for unknown', () => {
    expect([statusOf(true), statusOf(false), statusOf('unknown')]).toEqual([0, 1, 2])
  })

  it('is the worst of several: a failed run, then invalid, then unknown', () => {
    expect(worst([0, 2, 0])).toBe(2)
    expect(worst([2, 1, 0])).toBe(1)
    expect(worst([1, FAILED, 2])).toBe(FAILED)
    expect(worst([USAGE])).toBe(USAGE)
    expect(worst([])).toBe(0)
  })
})
