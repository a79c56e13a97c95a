/** How the set-full checker explains lost, stale, duplicated and unexpected elements. */

import type { Operation } from '../history/operation.ts'
import { jsonKey } from '../json.ts'
import type { ElementFate, Read, Stranger } from './set-full-reads.ts'
import { atTime, count, deed, excerpt, inOrder, processName, toWhom } from './story.ts'
import type { Anomaly } from './verdict.ts'

/** How many elements of a kind are explained; the figures hold them all. */
const EXPLAINED = 3

/** Lost elements: acknowledged ones first, then those that a final read lacks, then the earliest. */
export function lostAnomalies(
  lost: readonly ElementFate[],
  reads: readonly Read[],
  unexpected: readonly Stranger[],
): Anomaly[] {
  const weight = (fate: ElementFate) => (fate.acknowledged ? 0 : 2) + (isFinal(fate.lastAbsent!) ? 0 : 1)
  const telling = lost.toSorted((a, b) => weight(a) - weight(b))
  return explain(telling, 'elements are lost', fate => {
    const absences = readsWithout(fate, reads)
    const [first, ...later] = absences
    const finals = later.filter(read => isFinal(read)).length
    const others =
      later.length === 0
        ? ''
        : ` and from the ${count(later.length, finals === later.length ? 'final read' : 'read')} invoked after it${finals > 0 && finals < later.length ? ` (${finals} of them final)` : ''}`
    const seen = fate.lastPresent ? `; it was last seen in ${readDeed(fate.lastPresent)}` : '; no read ever held it'
    return {
      type: 'lost-element',
      message: `${since(fate, first!)} is missing from ${readDeed(first!)}${others}${seen}${mistaken(fate.element, unexpected)}.`,
      operations: evidence(fate, first!, [fate.lastPresent]),
      notes: notesOn(fate, first!, fate.lastPresent),
    }
  })
}

/** Stale elements, in the order given: they were missing from a read that was invoked after they were known. */
export function staleAnomalies(stale: readonly ElementFate[], reads: readonly Read[]): Anomaly[] {
  return explain(stale, 'elements are stale', fate => {
    const again = reads.find(
      ({ position, completion }) =>
        position > fate.lastAbsent!.position && completion.index > fate.added.invocation.index,
    )
    return {
      type: 'stale-element',
      message: `${since(fate, fate.lastAbsent!)} is still missing from ${readDeed(fate.lastAbsent!)}, invoked ${fate.stableLatency} ms after it was known.`,
      operations: evidence(fate, fate.lastAbsent!, [again]),
      notes: notesOn(fate, fate.lastAbsent!, again),
    }
  })
}

/** Elements that reads hold and nobody added, in order of the first read that holds them. */
export function unexpectedAnomalies(unexpected: readonly Stranger[]): Anomaly[] {
  const early = unexpected.toSorted((a, b) => a.heldBy.position - b.heldBy.position)
  return explain(early, 'elements are unexpected', ({ element, heldBy, reads }) => {
    const others = reads === 1 ? '' : `; ${count(reads - 1, 'more read holds', 'more reads hold')} it`
    return {
      type: 'unexpected-element',
      message: `${readDeed(heldBy)} holds element ${excerpt(element)}, which nobody added${others}.`,
      operations: inOrder([heldBy.invocation, heldBy.completion]),
      notes: { [heldBy.completion.index]: `has ${excerpt(element, 20)}` },
    }
  })
}

/** Elements that a single read holds more than once. */
export function duplicateAnomalies(repeated: readonly (ElementFate | Stranger)[]): Anomaly[] {
  return explain(repeated, 'elements are duplicated', fate => {
    const read = fate.duplicatedIn!
    const key = jsonKey(fate.element)
    const times = (read.completion.value as readonly unknown[]).filter(element => jsonKey(element) === key).length
    return {
      type: 'duplicate-element',
      message: `${readDeed(read)} holds element ${excerpt(fate.element)} ${times === 2 ? 'twice' : `${times} times`}.`,
      operations: inOrder([read.invocation, read.completion]),
    }
  })
}

/** Explains the first few; the last of these says how many more there are. */
function explain<T>(fates: readonly T[], are: string, anomaly: (fate: T) => Anomaly): Anomaly[] {
  const rest = fates.length - EXPLAINED
  return fates.slice(0, EXPLAINED).map((fate, i) => {
    const told = anomaly(fate)
    const last = rest > 0 && i === EXPLAINED - 1
    return last ? { ...told, message: `${told.message} ${rest} more ${are} likewise.` } : told
  })
}

/** All reads that lack a lost element although it was known: whatever was invoked after both its being known and its last sight. */
function readsWithout(fate: ElementFate, reads: readonly Read[]): Read[] {
  return reads.filter(
    ({ invocation, position }) => position > (fate.lastPresent?.position ?? -1) && invocation.index > fate.known!.index,
  )
}

/** `element 17, acknowledged to c3 by n2 at 1.204 s,`, or how else it had come to be known before the read. */
function since(fate: ElementFate, read: Read): string {
  const element = `element ${excerpt(fate.element)}`
  const ack = acknowledgedBefore(fate, read)
  if (ack) return `${element}, acknowledged${toWhom(ack)},`
  const { invocation } = fate.added
  const began = invocation.time < 0 ? '' : ` at ${atTime(invocation.time)}`
  return `${element}, which ${processName(invocation.process)} began to add${began} and ${deed(fate.known!)} held,`
}

function acknowledgedBefore({ acknowledged }: ElementFate, read: Read): Operation | undefined {
  return acknowledged && acknowledged.index < read.invocation.index ? acknowledged : undefined
}

function readDeed({ invocation, completion }: Read): string {
  const node = completion.node ?? invocation.node
  return deed({ ...invocation, ...(node !== undefined && { node }), ...(completion.final && { final: true }) })
}

function isFinal({ invocation, completion }: Read): boolean {
  return (completion.final ?? invocation.final) === true
}

/** A frequent mistake of nodes: the element comes back as a string, or the string as a number. */
function mistaken(element: unknown, unexpected: readonly Stranger[]): string {
  const twin = unexpected.find(
    stranger =>
      typeof stranger.element !== typeof element &&
      typeof stranger.element !== 'object' &&
      typeof element !== 'object' &&
      String(stranger.element) === String(element),
  )
  return twin ? ` (reads do hold the ${typeof twin.element} ${excerpt(twin.element)}, which nobody added)` : ''
}

/** A list is too long to be shown, so what matters of it is said. */
function notesOn({ element }: ElementFate, lacking: Read, having: Read | undefined): Record<number, string> {
  const name = excerpt(element, 20)
  return {
    [lacking.completion.index]: `✗ ${name} is missing`,
    ...(having === undefined ? {} : { [having.completion.index]: `has ${name}` }),
  }
}

/** What proves it, in order: the add, what made it known before the first of the reads that lack it, and the reads. */
function evidence(fate: ElementFate, lacking: Read, others: readonly (Read | undefined)[]): Operation[] {
  const ack = acknowledgedBefore(fate, lacking)
  return inOrder([
    fate.added.invocation,
    ...(ack ? [ack] : [fate.added.completion, fate.known]),
    ...[lacking, ...others].flatMap(read => (read ? [read.invocation, read.completion] : [])),
  ])
}
