/** A verdict on linearizability as text for a terminal. */
import { checkLinearizable } from '../check.ts'
import { show } from '../models/text.ts'
import type { Failure, LegalPrefix, LinearizabilityResult, Operation, PartitionResult } from '../types.ts'
import { canonicalText } from '../values.ts'
import { drawRows, lastOf, shorten } from './rows.ts'
import {
  bareReason,
  count,
  describe,
  describeState,
  type ExplainOptions,
  noun,
  type Palette,
  PLAIN,
  plural,
  processName,
  type SomeModel,
} from './words.ts'

/** Lines are few on purpose: the page has all of it. */
const MOST_ROWS = 10
const MOST_STATES = 3
const MOST_PENDING = 3

/**
 * What a result says, for a human. Of a violation: the operations that contradict each other in rows, the one that nothing explains, the longest
 * legal orders, the states that they lead to, and why nothing can come next there. About 25 lines. Small and most telling if the result
 * was made with `core: true`.
 */
export function explainLinearizability(
  model: SomeModel,
  result: LinearizabilityResult,
  options: ExplainOptions = {},
): string {
  const palette = options.palette ?? PLAIN
  const failed = result.partitions.filter(({ valid }) => valid === false)
  if (result.valid === true) return validText(result, options, palette)
  if (result.valid === 'unknown') return unknownText(result, options, palette)
  const [first] = [...failed].sort((a, b) => sizeOf(a) - sizeOf(b))
  const lines = explainPartition(model, result, first!, options, palette)
  const keys = failed.filter(partition => partition !== first).map(({ key }) => show(key))
  if (keys.length > 0) {
    const list = shorten(keys.join(', '), 60)
    lines.push('', `  Not linearizable either: ${keys.length === 1 ? 'key' : 'keys'} ${list}.`)
  }
  return lines.join('\n')
}

const sizeOf = ({ core, operations }: PartitionResult) => core?.length ?? operations.length

function validText(
  result: LinearizabilityResult,
  { subject = 'The history' }: ExplainOptions,
  palette: Palette,
): string {
  const keys = result.partitions.some(({ key }) => key !== undefined)
    ? ` over ${plural(result.partitions.length, 'key')}`
    : ''
  return palette.good(`${subject} is linearizable: ${plural(result.operations.length, 'operation')}${keys}.`)
}

function unknownText(
  result: LinearizabilityResult,
  { subject = 'The history' }: ExplainOptions,
  palette: Palette,
): string {
  const open = result.partitions.filter(({ valid }) => valid === 'unknown')
  const lines = [
    palette.strong(`${subject} may or may not be linearizable: ${result.cause?.message ?? 'the search was cut short'}`),
  ]
  if (result.partitions.length > 1) {
    lines.push(
      `  ${plural(result.partitions.length - open.length, 'key')} of ${result.partitions.length} are linearizable; open: ${shorten(open.map(({ key }) => show(key)).join(', '), 60)}.`,
    )
  }
  lines.push(
    `  ${plural(result.statistics.configurations, 'configuration')} were examined in ${Math.round(result.statistics.milliseconds)} ms.`,
  )
  return lines.join('\n')
}

interface Scene {
  readonly model: SomeModel
  readonly operations: readonly Operation[]
  readonly partition: PartitionResult
  readonly failure: Failure | undefined
  /** The minimal operations, or all of them. */
  readonly minimal: boolean
}

/** The core as a history of its own, if there is one: then what is told of it is true of what is shown. */
function sceneOf(model: SomeModel, result: LinearizabilityResult, partition: PartitionResult): Scene {
  const { core } = partition
  if (core !== undefined && core.length > 0) {
    const operations = core.map(i => result.operations[i]!)
    const again = checkLinearizable(model, operations, { verifyModel: false })
    const part = again.partitions.find(({ valid }) => valid === false)
    if (part !== undefined)
      return { model, operations, partition: { ...part, ...keyOf(partition) }, failure: part.failure, minimal: true }
  }
  return { model, operations: result.operations, partition, failure: partition.failure, minimal: false }
}

const keyOf = ({ key }: PartitionResult) => (key === undefined ? {} : { key })

function explainPartition(
  model: SomeModel,
  result: LinearizabilityResult,
  partition: PartitionResult,
  options: ExplainOptions,
  palette: Palette,
): string[] {
  const scene = sceneOf(model, result, partition)
  const { operations, failure, minimal } = scene
  const { key } = partition
  const subject = key === undefined ? (options.subject ?? 'The history') : `Key ${show(key)}`
  if (failure === undefined) return [palette.bad(`${subject} is not linearizable.`)]
  const failing = operations[failure.operation]!
  const many = scene.partition.operations.length
  const these = minimal
    ? many === 1
      ? 'nothing explains this'
      : `no order of these ${count(many)} operations explains the`
    : `no order of its ${plural(many, 'operation')} explains the`
  const lines = [palette.strong(palette.bad(`${subject} is not linearizable: ${these} ${noun(failing)}.`)), '']
  const shown = chooseShown(scene, failure)
  const reasons = reasonsOf(scene, failure)
  lines.push(
    ...drawRows({
      model,
      operations,
      shown,
      key,
      mark: { operation: failure.operation, text: reasons },
      palette,
      width: options.width ?? 100,
    }),
  )
  const hidden = scene.partition.operations.length - shown.length
  if (hidden > 0) lines.push(palette.faint(`  ${plural(hidden, 'operation')} of ${many} not shown.`))
  lines.push('', ...explainPrefixes(scene, failure, palette))
  if (minimal && many < partition.operations.length) lines.push('', palette.faint(`  ${leftOut(partition, many)}`))
  return lines
}

/** What is known of the operations that are not in the core. */
function leftOut({ operations, coreIsMinimal }: PartitionResult, many: number): string {
  const all = plural(operations.length, 'operation')
  if (many === 1) return `It fails by itself: the rest of ${all} has no part in it.`
  if (coreIsMinimal === true)
    return `These ${count(many)}, of ${all}, fail by themselves; none of them can be left out.`
  return `These ${count(many)}, of ${all}, fail by themselves; perhaps fewer would.`
}

/** The failing operation, what could not be placed, and the last of what was. */
function chooseShown({ operations, partition }: Scene, failure: Failure): number[] {
  if (partition.operations.length <= MOST_ROWS) return inCallOrder(partition.operations, operations)
  const prefix = failure.prefixes[0]
  const chosen = new Set([failure.operation])
  for (const { operation } of prefix?.pending ?? []) if (chosen.size < MOST_ROWS - 4) chosen.add(operation)
  for (const i of [...(prefix?.order ?? [])].reverse()) if (chosen.size < MOST_ROWS) chosen.add(i)
  return inCallOrder([...chosen], operations)
}

const inCallOrder = (list: readonly number[], operations: readonly Operation[]) =>
  [...list].sort((a, b) => operations[a]!.call - operations[b]!.call || a - b)

/** Why the failing operation fits nowhere, in few words. */
function reasonsOf({ model, operations }: Scene, { operation, prefixes }: Failure): string {
  const { input, output } = operations[operation]!
  const reasons = new Set<string>()
  for (const { state, pending } of prefixes) {
    const here = pending.find(candidate => candidate.operation === operation)
    if (here === undefined || here.legal) continue
    reasons.add(model.explain?.(state, input, output) ?? `impossible in state ${describeState(model, state)}`)
  }
  const [first, ...more] = reasons
  if (first === undefined) return 'no path survives its return'
  if (more.length === 0) return first
  const states = [...new Set(prefixes.map(({ state }) => describeState(model, state)))]
  return shorten(`fits none of the possible states: ${states.join(', ')}`, 70)
}

/** The longest legal orders, one for each state, and what stands in the way of each pending operation. */
function explainPrefixes(scene: Scene, failure: Failure, palette: Palette): string[] {
  const { model, operations, partition, minimal } = scene
  const byState = new Map<string, LegalPrefix>()
  for (const prefix of failure.prefixes) {
    const text = canonicalText(prefix.state)
    if (!byState.has(text)) byState.set(text, prefix)
  }
  const told = [...byState.values()].slice(0, MOST_STATES)
  const lines = [
    told.length === 1
      ? '  The longest legal order, and why nothing can come next:'
      : '  The longest legal orders, and why nothing can come next:',
  ]
  for (const { order, state, pending } of told) {
    const names = order.map(i => describe(model, operations[i]!, partition.key))
    const where = `${lastOf(names, 78) || 'nothing'}  ⇒  ${shorten(describeState(model, state), 40)}`
    lines.push(`    ${where}`)
    // The failing one first.
    const sorted = [...pending].sort(
      (a, b) => Number(b.operation === failure.operation) - Number(a.operation === failure.operation),
    )
    for (const { operation, legal, why } of sorted.slice(0, MOST_PENDING)) {
      const name = `${processName(operations[operation]!.process)} ${describe(model, operations[operation]!, partition.key)}`
      lines.push(
        `      ${legal ? '·' : palette.bad('✗')} ${name}: ${shorten(bareReason(model, operations[operation]!, why), 90)}`,
      )
    }
    if (sorted.length > MOST_PENDING) lines.push(palette.faint(`        … and ${sorted.length - MOST_PENDING} more`))
  }
  const more = byState.size - told.length
  if (more > 0)
    lines.push(palette.faint(`    … and ${plural(more, 'other state')}${minimal ? '' : ', all told on the page'}`))
  return lines
}
