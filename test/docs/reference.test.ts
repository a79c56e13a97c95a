/** The reference is what the source says, and leaves nothing out; what errors and failures point to is there. */

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { matchers } from '../../matchers/index.ts'
import { searchOrder } from '../../packages/isolation/src/graph/index.ts'
import { commands } from '../../scripts/reference/commands.ts'
import { PAGES } from '../../scripts/reference/index.ts'
import { explain } from '../../src/cli/doc-entry.ts'
import { ANOMALIES, anomalyHeading } from '../../src/explanations/anomalies.ts'
import { ERRORS } from '../../src/explanations/errors.ts'
import { POINTER_TO_UNKNOWN, pointerToAnomaly, pointing, withoutPointer } from '../../src/explanations/pointer.ts'
import { FAULT_SPECS, FAULTS } from '../../src/nemesis/index.ts'
import { ERROR_CODES } from '../../src/network/errors.ts'
import { OPTIONS } from '../../src/options.ts'
import { SERVICES } from '../../src/services/index.ts'
import { WORKLOADS } from '../../src/workloads/index.ts'
import { readPage } from './blocks.ts'
import { absolute, ROOT } from './docs.ts'
import { firstDifference } from './output.ts'

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')
const reference = (page: string) => read(`docs/reference/${page}`)

describe('the generated pages are as the source says (else: npm run docs:reference):', () => {
  it.each(Object.entries(PAGES))('docs/%s', { timeout: 60_000 }, async (name, make) => {
    expect(firstDifference(read(`docs/${name}`), await make())).toBe(undefined)
  })
})

describe('the reference names', () => {
  it.each([
    ['option', 'options.md', Object.keys(OPTIONS)],
    ['matcher', 'matchers.md', Object.keys(matchers)],
    ['workload', 'workloads.md', Object.keys(WORKLOADS)],
    ['fault and narrower kind', 'faults.md', FAULT_SPECS],
    ['service', 'services.md', SERVICES.map(({ id }) => id)],
    ['error class', 'errors.md', Object.keys(ERRORS)],
    ['error code', 'protocol.md', Object.values(ERROR_CODES).map(({ name }) => name)],
    ['anomaly', 'anomalies.md', Object.keys(ANOMALIES)],
    ['command', 'commands.md', commands().map(([name]) => name)],
  ] as const)('every %s', (_kind, page, names) => {
    const text = reference(page)
    const missing = names.filter(name => !new RegExp(`^#+ ${name}$|\`${name}\``, 'm').test(text))
    expect(missing).toEqual([])
    expect(names.length).toBeGreaterThan(2)
  })

  it('every error class of the source', () => {
    const classes = sources().flatMap(path => [
      ...read(path).matchAll(/^export (?:abstract )?class (\w+Error) extends/gm),
    ])
    const missing = classes.map(([, name]) => name!).filter(name => !(name in ERRORS))
    expect(classes.length).toBeGreaterThan(20)
    expect(missing).toEqual([])
  })

  it('every type of anomaly that a checker or a matcher reports', () => {
    const literals = sources()
      .filter(path => /^(src\/checkers|src\/glomers|matchers)\//.test(path))
      .flatMap(path => [...read(path).matchAll(/\btype: '([a-z]+(?:-[a-z]+)+)'/g)])
      .map(([, type]) => type!)
    const unions = ['src/nodes/problem.ts', 'packages/isolation/src/log/evidence.ts'].flatMap(path => {
      const [, body = ''] = /(?:type ProblemKind =|type LogErrors = \{)([\s\S]*?)(?:\n\n|\})/.exec(read(path)) ?? []
      return [...body.matchAll(/'([\w-]+)'|readonly (\w+)\?/g)].map(([, quoted, plain]) => quoted ?? plain!)
    })
    const perKey = ['list-append', 'rw-register'].flatMap(family => {
      const [, body = ''] =
        /export interface \w+Anomalies \{([\s\S]*?)\n\}/.exec(read(`packages/isolation/src/${family}/anomalies.ts`)) ??
        []
      return [...body.matchAll(/^\s+(?:readonly )?'?([\w-]+)'?\??:/gm)].map(([, type]) => type!)
    })
    // These two end in a verdict that is unknown.
    const inconclusive = ['empty-transaction-graph', 'cycle-search-timeout']
    const types = [...literals, ...unions, ...perKey, ...searchOrder].filter(type => !inconclusive.includes(type))
    expect(types.length).toBeGreaterThan(60)
    expect(types.filter(type => anomalyHeading(type) === undefined)).toEqual([])
  })

  it('every flag of the command line, in the table of flags or in that of what is new', () => {
    const flags = [...read('src/cli/flags.ts').matchAll(/^ {2}'([a-z-]+)',$/gm)].map(([, flag]) => flag!)
    const told = `${reference('coming-from-maelstrom.md')}\n${reference('commands.md')}`
    expect(flags.length).toBeGreaterThan(20)
    expect(flags.filter(flag => !told.includes(`--${flag}`))).toEqual([])
  })
})

it('the page of benchmarks names every command that measures', () => {
  const text = read('docs/benchmarks.md')
  const commands = ['.', 'packages/linearize', 'packages/isolation'].flatMap(folder => {
    const { scripts } = JSON.parse(read(`${folder}/package.json`)) as { scripts: Record<string, string> }
    const measuring = Object.keys(scripts).filter(name => /^(bench|zoo|fuzz)/.test(name))
    return measuring.map(name => `\`npm run ${name}${folder === '.' ? '' : ` -w ${folder}`}\``)
  })
  expect(commands.length).toBeGreaterThan(5)
  expect(commands.filter(command => !text.includes(command))).toEqual([])
})

describe('coming from Maelstrom', () => {
  // As of 0.2.5: what its `test --help` lists, and the files of its store/.
  const FLAGS =
    '-w --workload --bin --node-count --nodes -n --node --nodes-file --time-limit --rate --concurrency --latency --latency-dist --nemesis --nemesis-interval --topology --availability --consistency-models --key-count --max-txn-length --max-writes-per-key --log-stderr --log-net-send --log-net-recv --test-count --username --password --ssh-private-key --strict-host-key-checking --no-ssh --leave-db-running --logging-json'
  const FILES =
    'results.edn history.edn history.txt messages.svg timeline.html latency-raw.png latency-quantiles.png rate.png node-logs/ jepsen.log'
  const text = reference('coming-from-maelstrom.md')

  it.each(FLAGS.split(' '))('tells what became of the flag %s', flag => {
    expect(text).toMatch(new RegExp(`^\\|[^|]*\`${flag}(?: [^\`]*)?\``, 'm'))
  })
  it.each(FILES.split(' '))('tells what became of the file %s', file => {
    expect(text).toMatch(new RegExp(`^\\|[^|]*\`${file.replaceAll('.', '\\.')}\``, 'm'))
  })
  it.each(['test', 'demo', 'doc', 'serve'])('tells what became of the command %s', command => {
    expect(text).toContain(`| \`maelstrom ${command}\` |`)
  })
})

describe('a pointer', () => {
  const follow = (pointer: string) => {
    const [, page, anchor, name] = /^Read {4}(docs\/\S+\.md)#(\S+) {2}\(npx maelstrom doc (\S+)\)$/.exec(pointer)!
    expect(readPage(absolute(page!)).anchors).toContain(anchor)
    expect(explain(name!)).toContain(`${page}#${anchor}`)
  }

  it.each(Object.keys(ERRORS))('of the error %s leads to a heading, and to an answer of maelstrom doc', name => {
    const message = pointing(name as keyof typeof ERRORS, 'What is wrong.\n  And more.')
    follow(message.split('\n').at(-1)!.trim())
    expect(withoutPointer(message)).toBe('What is wrong.\n  And more.')
  })

  it.each([...Object.keys(ANOMALIES), ...searchOrder])('of the anomaly %s does so, too', type => {
    follow(pointerToAnomaly(type)!)
  })

  it('of an unknown verdict does so, too', () => {
    follow(POINTER_TO_UNKNOWN)
  })

  it('is at the end of the message of every error that a run, a matcher or a scenario throws', () => {
    // Those that are shown by the command line with a way of their own, that tell a run with its own pointer, that end up as the reason of a verdict, or that
    // are a message from one node to another.
    const without = [
      'UsageError',
      'ExplorationFailedError',
      'ChallengeFailedError',
      'MalformedOperationError',
      'MaelstromError',
    ]
    const own = Object.entries(ERRORS).filter(([, error]) => !('package' in error))
    const ours = sources()
      .filter(path => /^(src|matchers)\//.test(path))
      .map(read)
    const defined = own.filter(([name]) => ours.some(text => text.includes(`export class ${name} extends`)))
    const missing = defined
      .map(([name]) => name)
      .filter(name => !without.includes(name) && !ours.some(text => new RegExp(`pointing\\(\\s*'${name}'`).test(text)))
    expect(defined.length).toBeGreaterThan(12)
    expect(missing).toEqual([])
  })
})

describe('maelstrom doc NAME', () => {
  it.each([
    ...Object.keys(OPTIONS),
    ...Object.keys(WORKLOADS),
    ...Object.keys(FAULTS),
    ...SERVICES.map(({ id }) => id),
    ...Object.keys(ERROR_CODES),
  ])('explains %s', name => {
    expect(explain(name)).toMatch(/\w{3}/)
  })
  it('knows nothing of what does not exist', () => {
    expect(explain('no-such-thing')).toBe(undefined)
  })
})

/** Source files, without what runs inside of nodes and what imitates Node there. */
function sources(): string[] {
  return ['src', 'matchers', 'packages/history/src', 'packages/linearize/src', 'packages/isolation/src'].flatMap(
    folder =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
        .filter(
          path =>
            path.endsWith('.ts') &&
            !/nodes\/(script\/realm|disk)\/|init\/templates\/|page\/client\//.test(join(folder, path)),
        )
        .map(path => join(folder, path)),
  )
}
