/**
 * Every option of a run, once: its schema, its default, its documentation and its flag on the command line. The types of `cluster()`, the checks of what
 * users give, `maelstrom test --help` and the reference are all made from this file.
 */

import { type AnyModelName, findModel, modelNames } from '@jepsen-ts/isolation'
import { distance } from 'fastest-levenshtein'
import { z } from 'zod'
import { pointing } from './explanations/pointer.ts'
import type { FaultDefinition } from './nemesis/fault.ts'
import { FAULT_SPECS, FAULTS, type FaultName, type FaultSpec } from './nemesis/index.ts'
import { LATENCY_DISTRIBUTIONS, type LatencyDistribution } from './network/latency.ts'
import type { NodeDefinition } from './nodes/sdk.ts'
import { formatSchedule, parseSchedule, type Schedule } from './schedule.ts'
import { SERVICES } from './services/index.ts'
import { MILLISECOND, type Nanos, SECOND } from './time/clock.ts'
import { type Duration, formatDuration, parseDuration } from './time/duration.ts'
import { WORKLOADS, type WorkloadName } from './workloads/index.ts'
import { makeTopology, TOPOLOGIES, type Topology, type TopologyName } from './workloads/topology.ts'
import type { Workload } from './workloads/workload.ts'

/** What stands beside each option. */
export interface OptionDoc {
  readonly doc: string
  /** The default, for a reader. */
  readonly default?: string
  /** The flag of the command line that sets it, with a word for its value if it takes one. */
  readonly flag?: string
}

const oneOf = (names: readonly string[]) => names.map(name => `'${name}'`).join(', ')

const duration = z.custom<Duration>(
  value => parseDuration(value) !== undefined,
  "expected a duration: '10s', '250ms', or a number of milliseconds",
)
const text = z.string('expected a text')
const atLeastOne = z.int('expected a whole number, 1 or more').min(1, 'expected a whole number, 1 or more')
const flagged = z.boolean('expected true or false')
const RESERVED = new Set(SERVICES.map(({ id }) => id))
const nodeId = z
  .string('expected node ids, such as "n1"')
  .regex(/^\w[\w.-]*$/, 'expected node ids of letters, digits, dots, dashes and underscores, such as "n1"')
  .refine(
    id => !RESERVED.has(id) && !/^c[\d-]/.test(id),
    `expected node ids that are neither those of clients (c0, c1, …) nor of services (${[...RESERVED].join(', ')})`,
  )
const faultForm = `expected a list of faults among ${oneOf(FAULT_SPECS.filter(spec => !spec.includes(':')))}, or of narrower kinds such as 'partition:one-way'`
const modelsForm = `expected a list of consistency models among ${oneOf(['strict-serializable', ...modelNames])}`
const programForm = "expected a path ('./node.py') or a command (['python3', 'node.py'])"
const nodesForm = "expected a number of nodes from 1 to 1000 (5), or a list of ids (['a', 'b'])"
const availabilityForm = "expected 'total', or a fraction from 0 to 1"
const variablesForm = "expected variables and their texts ({ DEBUG: '1' })"
const keepForm = 'expected a whole number from 1, or Infinity'
const concurrencyForm = "expected a number of clients (10), or a number for each node ('2n')"

const isWorkload = (value: unknown): value is Workload =>
  typeof value === 'object' &&
  value !== null &&
  'name' in value &&
  'rpcs' in value &&
  'invoke' in value &&
  'check' in value &&
  'generator' in value

/** The shape of the options, in the order in which the reference shows them. */
export const OPTIONS = {
  bin: {
    schema: z.union([text.min(1, programForm), z.array(text, programForm).min(1, programForm)], programForm).optional(),
    doc: "The program of a node: a path, or a command with its first arguments (`['python3', 'node.py']`). Relative to the project's root or the test file's folder.",
    flag: '--bin PATH',
  },
  node: {
    schema: z
      .custom<NodeDefinition>(
        value => typeof value === 'object' && value !== null && 'start' in value,
        'expected a node made by defineNode()',
      )
      .optional(),
    doc: 'Instead of `bin`, in virtual time: a node made by `defineNode()`, which then runs in the process of the test.',
  },
  clock: {
    schema: z.enum(['real', 'virtual'], "expected 'real' or 'virtual'").optional(),
    doc: "`'virtual'`: simulated time, for nodes in JavaScript or TypeScript: the same seed gives the same run, in milliseconds.",
    default: "'real'",
    flag: '--clock NAME',
  },
  args: {
    schema: z.array(text, "expected a list of arguments (['--fast'])").optional(),
    doc: 'Arguments for the program.',
    default: 'none',
    flag: '-- ARGS',
  },
  env: {
    schema: z.record(z.string(), z.union([z.string(), z.undefined()], variablesForm), variablesForm).optional(),
    doc: "Environment variables for the program, beside those of the test's process.",
    default: 'none',
  },
  cwd: {
    schema: text.optional(),
    doc: 'The folder that the program runs in, and that `bin` is relative to.',
    default: 'where `bin` was found',
  },
  nodes: {
    schema: z
      .union(
        [z.int(nodesForm).min(1, nodesForm).max(1000, nodesForm), z.array(nodeId, nodesForm).min(1, nodesForm)],
        nodesForm,
      )
      .refine(
        nodes => typeof nodes === 'number' || new Set(nodes).size === nodes.length,
        'expected ids that are all different',
      )
      .optional(),
    doc: 'How many nodes (`n1`, `n2`, …), or their ids.',
    default: '5',
    flag: '--node-count N',
  },
  workload: {
    schema: z
      .union(
        [z.enum(Object.keys(WORKLOADS) as [WorkloadName, ...WorkloadName[]]), z.custom<Workload>(isWorkload)],
        `expected one of ${oneOf(Object.keys(WORKLOADS))}, or a workload made by defineWorkload()`,
      )
      .optional(),
    doc: 'What clients do, and what makes the result right: the name of a built-in workload, or one made by `defineWorkload()`.',
    flag: '-w, --workload NAME',
  },
  nemesis: {
    schema: z
      .array(
        z.custom<FaultSpec>(value => FAULT_SPECS.includes(value as string), faultForm),
        faultForm,
      )
      .optional(),
    doc: 'The faults to inject, together.',
    default: 'none',
    flag: '--nemesis A,B',
  },
  nemesisInterval: {
    schema: duration.optional(),
    doc: 'How long a fault lasts, and how long it is quiet in between, on average.',
    default: '10 s, or a quarter of the time limit where that is less',
    flag: '--nemesis-interval SECONDS',
  },
  rate: {
    schema: z
      .custom<number>(
        value => typeof value === 'number' && value >= 0,
        'expected a number of requests per second, from 0 (none) to Infinity',
      )
      .optional(),
    doc: 'Requests per second, of all clients together; 0: none at all; `Infinity`: as fast as they are answered.',
    default: '5',
    flag: '--rate HZ',
  },
  concurrency: {
    schema: z
      .union(
        [z.int(concurrencyForm).min(1, concurrencyForm), z.string().regex(/^[1-9]\d*n$/, concurrencyForm)],
        concurrencyForm,
      )
      .optional(),
    doc: "How many clients: a number, or `'2n'` for two for each node.",
    default: "'1n' ('2n' for lin-kv and kafka)",
    flag: '--concurrency N',
  },
  timeLimit: {
    schema: duration.optional(),
    doc: 'How long the workload runs.',
    default: '60 s',
    flag: '--time-limit SECONDS',
  },
  recovery: {
    schema: duration.optional(),
    doc: 'How long to wait at most, after the faults are undone, until the system has settled.',
    default: '10 s',
    flag: '--recovery SECONDS',
  },
  latency: {
    schema: duration.optional(),
    doc: 'Mean latency of messages that involve no client.',
    default: '0',
    flag: '--latency MS',
  },
  latencyDist: {
    schema: z
      .enum(
        Object.keys(LATENCY_DISTRIBUTIONS) as [LatencyDistribution, ...LatencyDistribution[]],
        `expected one of ${oneOf(Object.keys(LATENCY_DISTRIBUTIONS))}`,
      )
      .optional(),
    doc: 'How latency is distributed.',
    default: "'constant'",
    flag: '--latency-dist NAME',
  },
  topology: {
    schema: z
      .union(
        [
          z.enum(Object.keys(TOPOLOGIES) as [TopologyName, ...TopologyName[]]),
          z.record(z.string(), z.array(z.string())),
        ],
        `expected one of ${oneOf(Object.keys(TOPOLOGIES))}, or a map from each node to its neighbours`,
      )
      .optional(),
    doc: 'The neighbours that the broadcast workload tells nodes about.',
    default: "'grid'",
    flag: '--topology NAME',
  },
  availability: {
    schema: z
      .union([z.literal('total'), z.number().min(0, availabilityForm).max(1, availabilityForm)], availabilityForm)
      .optional(),
    doc: "The fraction of operations that must succeed; `'total'`: all of them.",
    default: 'not judged',
    flag: '--availability FRACTION',
  },
  faultsMustHit: {
    schema: flagged.optional(),
    doc: 'Whether a run whose faults hit nothing (no message lost, no node killed) is unknown instead of valid.',
    default: 'true (false for unique-ids)',
  },
  seed: {
    schema: z.union([z.int(), z.string()], 'expected a whole number or a text').optional(),
    doc: 'The one number that all randomness of the run derives from. Also taken from the environment variable MAELSTROM_SEED.',
    default: 'a random one, always printed on failure',
    flag: '--seed N',
  },
  replay: {
    schema: text.optional(),
    doc: 'A schedule that a failed `explore()` printed: exactly this run again. Also taken from the environment variable MAELSTROM_REPLAY.',
    flag: '--replay TEXT',
  },
  initTimeout: { schema: duration.optional(), doc: 'How long a node has to answer `init`.', default: '10 s' },
  results: {
    schema: z.union([text, z.literal(false)], 'expected the path of a folder, or false').optional(),
    doc: 'The folder in which each run gets a folder of its own; `false`: write nothing.',
    default: "'maelstrom-results'",
    flag: '--results DIR',
  },
  report: {
    schema: z.enum(['always', 'failure', 'never'], "expected 'always', 'failure' or 'never'").optional(),
    doc: "When the page (`index.html`) and the diagrams of a run are written into its folder: `'always'`, `'never'`, or `'failure'`: unless it is valid.",
    default: "'always'",
    flag: '--report WHEN',
  },
  keepRuns: {
    schema: z
      .custom<number>(
        value => value === Number.POSITIVE_INFINITY || (Number.isInteger(value) && Number(value) >= 1),
        keepForm,
      )
      .optional(),
    doc: 'How many runs of a test keep their folders: when one begins, the oldest beyond that are removed, except those of the same process. `Infinity`: all.',
    default: '20',
    flag: '--keep-runs N',
  },
  summary: {
    schema: flagged.optional(),
    doc: 'Print what happened when the run is over, also when it is right: operations, latencies, messages, what each fault hit.',
    default: 'false',
  },
  logStderr: {
    schema: flagged.optional(),
    doc: 'Print what nodes write to stderr, as it comes.',
    default: 'false',
    flag: '--log-stderr',
  },
  logNetSend: {
    schema: flagged.optional(),
    doc: 'Print every message when it is sent.',
    default: 'false',
    flag: '--log-net-send',
  },
  logNetRecv: {
    schema: flagged.optional(),
    doc: 'Print every message when it is received.',
    default: 'false',
    flag: '--log-net-recv',
  },
  signal: {
    schema: z
      .custom<AbortSignal>(
        value => typeof value === 'object' && value !== null && 'aborted' in value,
        'expected an AbortSignal',
      )
      .optional(),
    doc: 'Cancels the run: it is cut short in order.',
    default: 'that of the current test, where the runner has one',
  },
  keyCount: {
    schema: atLeastOne.optional(),
    doc: 'Transactions: keys in use at a time.',
    default: '10',
    flag: '--key-count N',
  },
  minTxnLength: {
    schema: atLeastOne.optional(),
    doc: 'Transactions: fewest operations in one.',
    default: '1',
    flag: '--min-txn-length N',
  },
  maxTxnLength: {
    schema: atLeastOne.optional(),
    doc: 'Transactions: most operations in one.',
    default: '4',
    flag: '--max-txn-length N',
  },
  maxWritesPerKey: {
    schema: atLeastOne.optional(),
    doc: 'Transactions: most writes of a key before it is retired.',
    default: '16',
    flag: '--max-writes-per-key N',
  },
  finalReads: {
    schema: flagged.optional(),
    doc: 'Transactions: when all else is done, read every key at every node, which fixes its last version and shows dirty writes (G0).',
    default: 'false',
    flag: '--final-reads',
  },
  consistencyModels: {
    schema: z
      .array(
        z.custom<AnyModelName>(value => typeof value === 'string' && findModel(value) !== undefined, modelsForm),
        modelsForm,
      )
      .min(1, modelsForm)
      .optional(),
    doc: 'Transactions: the consistency models that the history must satisfy.',
    default: "['strict-serializable']",
    flag: '--consistency-models A,B',
  },
} as const satisfies Record<string, OptionDoc & { readonly schema: z.ZodType }>

type Shape = { [K in keyof typeof OPTIONS]: (typeof OPTIONS)[K]['schema'] }

const schema = z.strictObject(
  Object.fromEntries(Object.entries(OPTIONS).map(([name, { schema }]) => [name, schema])) as Shape,
)

/** What `cluster()` takes. All of it is documented in `OPTIONS`. */
export type ClusterOptions = WithReadonlyLists<z.input<typeof schema>>

/** Lists in options are only read; so `as const` may stand behind them. */
type WithReadonlyLists<T> = {
  [K in keyof T]: T[K] extends infer V ? (V extends readonly (infer E)[] ? readonly E[] : V) : never
}

/** One option that is not right. */
export interface OptionMistake {
  readonly option: string
  readonly message: string
}

/** Names every option that is unknown or wrong: what was given, and what would be right. */
export class OptionsError extends Error {
  override readonly name = 'OptionsError'
  readonly mistakes: readonly OptionMistake[]
  /** `taker`: the function whose options they are. */
  constructor(mistakes: readonly OptionMistake[], taker = 'cluster()') {
    super(
      pointing(
        'OptionsError',
        [
          mistakes.length === 1
            ? `An option of ${taker} is wrong:`
            : `${mistakes.length} options of ${taker} are wrong:`,
          ...mistakes.map(({ option, message }) => `  ${option}: ${message}`),
        ].join('\n'),
      ),
    )
    this.mistakes = mistakes
  }
}

/** Options with every default filled in and every duration in nanoseconds. */
export interface ResolvedOptions {
  readonly given: ClusterOptions
  readonly nodes: readonly string[]
  readonly workload: Workload
  readonly nemesis: readonly string[]
  readonly nemesisInterval: Nanos
  readonly rate: number
  readonly concurrency: number
  readonly timeLimit: Nanos
  readonly recovery: Nanos
  readonly latency: Nanos
  readonly latencyDist: LatencyDistribution
  readonly topology: Topology
  readonly topologyName: string
  readonly availability: 'total' | number | undefined
  readonly faultsMustHit: boolean
  readonly seed: number | string
  /** Faults and operations that are kept of those that the seed brings about. */
  readonly schedule: Schedule
  readonly clock: 'real' | 'virtual'
  readonly initTimeout: Nanos
  readonly results: string | false
  readonly report: 'always' | 'failure' | 'never'
  readonly keepRuns: number
}

/** A value as a mistake shows it: shortened. */
export function shown(value: unknown): string {
  if (typeof value === 'function') return 'a function'
  try {
    return JSON.stringify(value)?.slice(0, 80) ?? String(value)
  } catch {
    return String(value)
  }
}

/** Options that take one of some words, or a list of them, and the words. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  workload: Object.keys(WORKLOADS),
  nemesis: FAULT_SPECS,
  latencyDist: Object.keys(LATENCY_DISTRIBUTIONS),
  topology: Object.keys(TOPOLOGIES),
  consistencyModels: ['strict-serializable', ...modelNames],
}
const LISTS = new Set(['nemesis', 'consistencyModels'])

/** Which of the words was meant, as far as that can be told. */
function meant(option: string, value: unknown): string {
  const words = WORDS[option]
  if (words === undefined) return ''
  const [wrong] = [value].flat().filter(word => typeof word === 'string' && !words.includes(word))
  if (typeof wrong === 'string') {
    const far = (word: string) => distance(word, wrong.toLowerCase().replaceAll('_', '-'))
    const nearest = words.toSorted((a, b) => far(a) - far(b))[0]!
    return far(nearest) <= Math.max(2, wrong.length / 3) ? `; did you mean '${nearest}'?` : ''
  }
  return typeof value === 'string' && LISTS.has(option) ? `; write ['${value}']` : ''
}

function mistakesOf(given: Record<string, unknown>, error: z.ZodError): OptionMistake[] {
  const mistakes = new Map<string, OptionMistake>()
  for (const issue of error.issues) {
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) {
        const names = Object.keys(OPTIONS)
        const nearest = names.toSorted(
          (a, b) => distance(a.toLowerCase(), key.toLowerCase()) - distance(b.toLowerCase(), key.toLowerCase()),
        )[0]!
        const close = distance(nearest.toLowerCase(), key.toLowerCase()) <= Math.max(2, key.length / 3)
        mistakes.set(key, {
          option: key,
          message: `there is no such option${close ? `; did you mean ${nearest}?` : `. There are: ${names.join(', ')}`}`,
        })
      }
      continue
    }
    const option = String(issue.path[0] ?? '')
    if (!mistakes.has(option))
      mistakes.set(option, {
        option,
        message: `${issue.message}; got ${shown(given[option])}${meant(option, given[option])}`,
      })
  }
  return [...mistakes.values()]
}

/** Checks what a user gave and fills in the defaults. Throws OptionsError. `freshSeed` is asked only when no seed was given. */
export function resolveOptions(given: unknown, freshSeed: () => number, scenario = false): ResolvedOptions {
  if (typeof given !== 'object' || given === null) {
    throw new OptionsError([
      {
        option: 'options',
        message: `expected an object such as { bin: './node.py', workload: 'echo' }; got ${shown(given)}`,
      },
    ])
  }
  const parsed = schema.safeParse(given)
  const mistakes = parsed.success ? [] : mistakesOf(given as Record<string, unknown>, parsed.error)
  const options = given as ClusterOptions
  if (options.bin === undefined && options.node === undefined) {
    mistakes.push({ option: 'bin', message: "is missing; expected the program of a node, such as './node.py'" })
  }
  const simulatedOnly =
    options.clock === 'virtual' ? [] : (Array.isArray(options.nemesis) ? options.nemesis : []).filter(isVirtualOnly)
  if (simulatedOnly.length > 0) {
    mistakes.push({
      option: 'nemesis',
      message: `${simulatedOnly.join(', ')} can be injected in virtual time only: add clock: 'virtual'`,
    })
  }
  if (options.node !== undefined && options.clock !== 'virtual') {
    mistakes.push({
      option: 'node',
      message: "runs in virtual time only: add clock: 'virtual', or give the file that calls runNode() as bin",
    })
  }
  if (options.workload === undefined && !scenario) {
    mistakes.push({
      option: 'workload',
      message: `is missing; expected one of ${oneOf(Object.keys(WORKLOADS))}, or a workload made by defineWorkload()`,
    })
  }
  const { minTxnLength, maxTxnLength } = options
  if (minTxnLength !== undefined && maxTxnLength !== undefined && minTxnLength > maxTxnLength) {
    mistakes.push({ option: 'minTxnLength', message: `is ${minTxnLength}, and maxTxnLength only ${maxTxnLength}` })
  }
  const nodes =
    typeof options.nodes === 'object'
      ? [...options.nodes]
      : Array.from({ length: Number(options.nodes ?? 5) || 0 }, (_, i) => `n${i + 1}`)
  const right = (option: string) => !mistakes.some(mistake => mistake.option === option)
  if (right('nodes') && right('topology') && typeof options.topology === 'object') {
    const wrong = [...Object.keys(options.topology), ...Object.values(options.topology).flat()].filter(
      id => !nodes.includes(id),
    )
    if (wrong.length > 0)
      mistakes.push({
        option: 'topology',
        message: `names nodes that do not exist: ${[...new Set(wrong)].join(', ')}; there are ${nodes.join(', ')}`,
      })
  }
  if (mistakes.length > 0) throw new OptionsError(mistakes)
  const nanos = (duration: Duration | undefined, fallback: Nanos) =>
    duration === undefined ? fallback : parseDuration(duration)!
  const named: Workload =
    typeof options.workload === 'object' ? options.workload : WORKLOADS[options.workload ?? 'echo']
  const workload = (options.finalReads === true ? named.withFinalReads : undefined) ?? named
  const schedule = scheduleOf(options, freshSeed)
  const clients = options.concurrency ?? workload.defaultConcurrency ?? '1n'
  const timeLimit = nanos(options.timeLimit, 60 * SECOND)
  const topology = options.topology ?? 'grid'
  return {
    given: options,
    nodes,
    workload,
    nemesis: options.nemesis ?? [],
    nemesisInterval: Math.max(MILLISECOND, nanos(options.nemesisInterval, Math.min(10 * SECOND, timeLimit / 4))),
    rate: options.rate ?? 5,
    concurrency: typeof clients === 'number' ? clients : Number.parseInt(clients, 10) * nodes.length,
    timeLimit,
    recovery: nanos(options.recovery, 10 * SECOND),
    latency: nanos(options.latency, 0),
    latencyDist: options.latencyDist ?? 'constant',
    // A node that a map of the user's own does not name has no neighbours.
    topology:
      typeof topology === 'string'
        ? makeTopology(topology, nodes)
        : Object.fromEntries(nodes.map(node => [node, topology[node] ?? []])),
    topologyName: typeof topology === 'string' ? topology : 'custom',
    availability: options.availability,
    faultsMustHit: options.faultsMustHit ?? workload.coordinationFree !== true,
    seed: schedule.seed,
    schedule,
    clock: options.clock ?? 'real',
    initTimeout: nanos(options.initTimeout, 10 * SECOND),
    results: options.results ?? 'maelstrom-results',
    report: options.report ?? 'always',
    keepRuns: options.keepRuns ?? 20,
  }
}

function isVirtualOnly(spec: unknown): boolean {
  const fault: FaultDefinition | undefined = FAULTS[String(spec).split(':')[0] as FaultName]
  return fault?.virtualOnly === true
}

/** What is asked for first wins: a replay, a seed, the environment; otherwise a seed is drawn. */
function scheduleOf({ replay, seed }: ClusterOptions, freshSeed: () => number): Schedule {
  if (replay !== undefined) return parseSchedule(replay)
  if (seed !== undefined) return { seed }
  const { MAELSTROM_REPLAY, MAELSTROM_SEED } = process.env
  if (MAELSTROM_REPLAY) return parseSchedule(MAELSTROM_REPLAY)
  if (MAELSTROM_SEED) return { seed: /^-?\d{1,15}$/.test(MAELSTROM_SEED) ? Number(MAELSTROM_SEED) : MAELSTROM_SEED }
  return { seed: freshSeed() }
}

/** The options of a run in a form for results.json: what was given, and what became of it. */
export function describeOptions(options: ResolvedOptions): Record<string, unknown> {
  const { bin, args } = options.given
  return {
    bin,
    ...(args === undefined ? {} : { args }),
    nodes: options.nodes,
    workload: options.workload.name,
    nemesis: options.nemesis,
    nemesisInterval: formatDuration(options.nemesisInterval),
    rate: options.rate,
    concurrency: options.concurrency,
    timeLimit: formatDuration(options.timeLimit),
    recovery: formatDuration(options.recovery),
    latency: formatDuration(options.latency),
    latencyDist: options.latencyDist,
    topology: options.topologyName,
    ...(options.availability === undefined ? {} : { availability: options.availability }),
    clock: options.clock,
    seed: options.seed,
    schedule: formatSchedule(options.schedule),
  }
}
