/** The challenges as suites of whatever test runner there is: a test for each part, and at the end what each part came to. */

import pc from 'picocolors'
import { cluster } from '../cluster.ts'
import { pointing } from '../explanations/pointer.ts'
import type { ClusterOptions } from '../options.ts'
import type { Palette } from '../report/failure.ts'
import { MILLISECOND, SECOND } from '../time/clock.ts'
import { parseDuration } from '../time/duration.ts'
import { CHALLENGES, type Challenge, type ChallengeName, type Part, type PartId } from './challenges.ts'
import { assess, assessVerdict } from './criteria.ts'
import { formatPartFailure, formatParts, type PartResult } from './report.ts'

/** The little that a suite needs of a test runner. */
export interface Runner {
  describe(name: string, define: () => void): void
  /** `timeout` in milliseconds. `run` may be handed a way to leave a note in the runner's reports. */
  it(name: string, run: (note?: (text: string) => unknown) => Promise<void>, timeout: number): void
  afterAll(run: () => void): void
  /** Shows what a suite came to on the terminal. */
  print(suite: string, text: string): void
}

/**
 * What a challenge takes: the program, which parts of it to run (default: all), and any option of `cluster()`, which then holds in place of the part's
 * own; `clock: 'virtual'` runs programs in JavaScript or TypeScript in simulated time.
 */
export type GlomersOptions<Name extends ChallengeName = ChallengeName> = Omit<ClusterOptions, 'workload'> & {
  readonly parts?: readonly PartId<Name>[]
}

/** A function for each challenge, which registers its suite. */
export type Glomers = { readonly [Name in ChallengeName]: (options: GlomersOptions<Name>) => void }

/** A part of a challenge was not passed. */
export class ChallengeFailedError extends Error {
  override readonly name = 'ChallengeFailedError'

  /** @param site where the challenge was asked for: what the runner is to point at */
  constructor(message: string, site: { readonly stack?: string }) {
    super(message)
    this.stack = `${this.name}: ${message}\n${framesOf(site)}`
  }
}

/** There is no such part. */
export class UnknownPartError extends RangeError {
  override readonly name = 'UnknownPartError'
  constructor(message: string) {
    super(pointing('UnknownPartError', message))
  }
}

export function glomersFor(runner: Runner): Glomers {
  const suites = Object.entries(CHALLENGES).map(([name, challenge]) => {
    const register = (options: GlomersOptions): void => {
      const site: { stack?: string } = {}
      Error.captureStackTrace(site, register)
      suite(runner, challenge, options, site)
    }
    return [name, register]
  })
  return Object.fromEntries(suites) as Glomers
}

const palette: Palette = { title: pc.bold, bad: pc.red, dim: pc.dim }
/** For starting, recovering, ending and judging: a run takes that much longer than its time limit, at the very most. */
const MARGIN = 120 * SECOND

function suite(
  runner: Runner,
  { number, title, workload, parts }: Challenge,
  options: GlomersOptions,
  site: { readonly stack?: string },
): void {
  const { parts: wanted, ...given } = options
  const chosen = wanted === undefined ? parts : parts.filter(({ id }) => (wanted as readonly string[]).includes(id))
  const ids = [...new Set(parts.map(({ id }) => id))]
  const strange = (wanted ?? []).filter(id => !ids.includes(id))
  if (strange.length > 0)
    throw new UnknownPartError(
      `Challenge ${number} (${title}) has no part ${strange.map(id => JSON.stringify(id)).join(', ')}; it has ${ids.join(', ')}.`,
    )
  const heading = `Gossip Glomers ${number}: ${title}`
  const results: PartResult[] = []
  runner.describe(heading, () => {
    for (const part of chosen) {
      const run = { ...part.options, ...given, workload }
      const timeout = Math.ceil(((parseDuration(run.timeLimit) ?? 0) + MARGIN) / MILLISECOND)
      runner.it(
        `${part.id} ${part.title}`,
        async note => {
          const result = await runPart(part, run, site)
          results.push(result)
          await note?.(`${part.id}: ${result.findings.map(({ text }) => text).join('; ')}`)
          if (result.failure !== undefined) throw result.failure
        },
        timeout,
      )
    }
    runner.afterAll(() => {
      if (results.length > 0) runner.print(heading, formatParts(results, palette))
    })
  })
}

async function runPart(
  part: Part,
  options: ClusterOptions,
  site: { readonly stack?: string },
): Promise<PartResult & { readonly failure?: unknown }> {
  try {
    const history = await cluster(options)
    const findings = [
      assessVerdict(history, options.consistencyModels),
      ...(part.criteria ?? []).map(criterion => assess(history, criterion)),
    ]
    if (findings.every(({ passed }) => passed === true)) return { part, passed: true, findings }
    const failure = new ChallengeFailedError(formatPartFailure(part, history, findings, palette), site)
    return { part, passed: false, findings, failure }
  } catch (failure) {
    const [text = ''] = String(failure).split('\n')
    return { part, passed: false, findings: [{ text, passed: false }], failure }
  }
}

function framesOf({ stack = '' }: { readonly stack?: string }): string {
  return stack
    .split('\n')
    .filter(line => /^\s+at /.test(line))
    .join('\n')
}
