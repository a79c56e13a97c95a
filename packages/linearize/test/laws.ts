/** The laws that every history has to keep, run by properties.test.ts in a fixed number and by fuzz.ts in any. */
import fc from 'fast-check'
import { checkWith } from '../src/check.ts'
import { excerptOf } from '../src/core/minimal.ts'
import { soundRule } from '../src/core/sound.ts'
import { ALL_REDUCTIONS } from '../src/engines/options.ts'
import { columnsOf } from '../src/history/columns.ts'
import { type HistoryShape, historyOf, registers, type Subject, subjects } from './histories.ts'
import { expectLegal } from './legal.ts'
import { bruteForce } from './oracles/brute-force.ts'
import { whole } from './oracles/whole.ts'
import { wingGong } from './oracles/wing-gong.ts'
import { variants } from './variants.ts'

export interface Law {
  readonly name: string
  /** Of a thousand histories how many go to this law. */
  readonly share: number
  readonly property: fc.IProperty<unknown>
}

const names = Object.keys(variants)

/** Configurations after which an oracle gives up; such a history is passed over. */
const PATIENCE = 3000

/** How many histories were judged, by what the oracle said. */
export const judged = { linearizable: 0, not: 0, passedOver: 0 }

function count(truth: boolean | undefined): void {
  if (truth === undefined) judged.passedOver++
  else if (truth) judged.linearizable++
  else judged.not++
}

const shapes = {
  tiny: { operations: 8, span: 10, duration: 8, values: 3, crashes: 12, spoilt: 6 },
  small: { operations: 14, span: 18, duration: 10, values: 3, crashes: 8, spoilt: 4 },
  crowded: { operations: 14, span: 8, duration: 20, values: 2, crashes: 8, spoilt: 8 },
  crashing: { operations: 12, span: 24, duration: 24, values: 3, crashes: 35, spoilt: 3 },
  long: { operations: 40, span: 100, duration: 10, values: 4, crashes: 3, spoilt: 2 },
  unique: { operations: 18, span: 40, duration: 12, values: 0, crashes: 6, spoilt: 4 },
} satisfies Record<string, HistoryShape>

/** Two engines, or the portfolio less something, say what the oracle says. */
function agrees(subject: Subject<unknown, unknown>, shape: HistoryShape): fc.IProperty<unknown> {
  const model = whole(subject.model)
  return fc.property(historyOf(subject, shape), fc.nat(names.length - 1), fc.nat(names.length - 1), (history, a, b) => {
    const truth = history.length <= 7 ? bruteForce(model, history) : wingGong(model, history, PATIENCE)
    count(truth)
    if (truth === undefined) return
    for (const name of new Set(['portfolio', names[a]!, names[b]!])) {
      const options = { explain: false, ...(name === 'portfolio' ? {} : { timeLimit: 100, verifyModel: false }) }
      const { valid } = checkWith(subject.model, history, options, variants[name]!)
      // An engine alone may be unable to tell, and one without its reductions may take for ever. The portfolio has no excuse.
      if (valid === 'unknown' && name !== 'portfolio') continue
      if (valid !== truth) throw new Error(`${subject.name}: ${name} says ${valid}, the oracle ${truth}`)
    }
  })
}

/** Witnesses, prefixes and cores are what they claim to be, and the verdict is the oracle's. */
function explainsItself(subject: Subject<unknown, unknown>, shape: HistoryShape): fc.IProperty<unknown> {
  return fc.property(historyOf(subject, shape), history => {
    const truth = wingGong(whole(subject.model), history, PATIENCE)
    count(truth)
    const result = checkWith(subject.model, history, { witness: true, core: true, exhaustive: true }, ALL_REDUCTIONS)
    expectLegal(subject.model, result)
    if (truth !== undefined && result.valid !== truth)
      throw new Error(`${subject.name}: ${result.valid}, the oracle ${truth}`)
  })
}

/** What the search for cores keeps of a linearizable history is linearizable: a core is never a contradiction of our own making. */
function keepsWhatIsReadFrom(subject: Subject<unknown, unknown>, shape: HistoryShape): fc.IProperty<unknown> {
  const { model } = subject
  const picked = fc.array(fc.nat(99), { minLength: shape.operations, maxLength: shape.operations })
  return fc.property(historyOf(subject, shape), picked, fc.constantFrom(20, 50, 80), (history, lots, share) => {
    const columns = columnsOf(model, history, { hints: true, verify: false })
    for (const { operations } of columns.parts) {
      const excerpt = excerptOf(columns, operations, Number.POSITIVE_INFINITY)
      if (wingGong(model, excerpt.operations, PATIENCE) !== true) continue
      const some = operations.flatMap((_, local) => (lots[local]! < share ? [local] : []))
      const kept = soundRule(model, excerpt).closed(some)
      const left = kept.map(local => excerpt.operations[local]!)
      if (wingGong(model, left, PATIENCE) === false) throw new Error(`${subject.name}: ${kept} of ${operations.length}`)
    }
  })
}

/** Far more operations open at once than an oracle can cope with. What is right by construction is found to be; every "no" has a core that the oracle confirms. */
function copesWithACrowd(subject: Subject<unknown, unknown>, shape: HistoryShape): fc.IProperty<unknown> {
  return fc.property(historyOf(subject, shape), history => {
    count(shape.spoilt === 0 ? true : undefined)
    const result = checkWith(subject.model, history, { witness: true, core: true, timeLimit: 2000 }, ALL_REDUCTIONS)
    expectLegal(subject.model, result)
    if (shape.spoilt === 0 && result.valid === false)
      throw new Error(`${subject.name}: not linearizable, but it is by construction`)
  })
}

const crowd = { operations: 60, span: 12, duration: 100, values: 3, crashes: 3, spoilt: 0 }
const small = ({ name }: Subject<unknown, unknown>) => !/queue|stack/.test(name)

export const laws: readonly Law[] = [
  ...subjects.flatMap((subject): Law[] =>
    Object.entries(shapes)
      // Without a hint of how values relate, crashed operations on queues make any exact engine explode on long histories.
      .filter(([shape]) => small(subject) || (shape !== 'long' && shape !== 'unique'))
      .map(([shape, it]) => ({
        name: `${subject.name}, ${shape}: engines agree with the oracle`,
        share: registers.includes(subject) ? 34 : subject.name === 'appends' ? 18 : 8,
        property: agrees(subject, it),
      })),
  ),
  ...subjects.map(subject => ({
    name: `${subject.name}: explains itself`,
    share: 5,
    property: explainsItself(subject, shapes.small),
  })),
  ...subjects.map(subject => ({
    name: `${subject.name}: a sound part of what is linearizable is linearizable`,
    share: registers.includes(subject) ? 15 : 4,
    property: keepsWhatIsReadFrom(subject, { ...(small(subject) ? shapes.long : shapes.small), spoilt: 0 }),
  })),
  ...registers.flatMap((subject): Law[] =>
    [40, 80, 160].flatMap(operations => [
      {
        name: `${subject.name}: ${operations} open at once, right`,
        share: 1,
        property: copesWithACrowd(subject, { ...crowd, operations }),
      },
      {
        name: `${subject.name}: ${operations} open at once, own values, spoilt`,
        share: 0.2,
        property: copesWithACrowd(subject, { ...crowd, operations, values: 0, spoilt: 2 }),
      },
      {
        name: `${subject.name}: ${operations} open at once, spoilt`,
        share: 1,
        property: copesWithACrowd(subject, { ...crowd, operations, spoilt: 2 }),
      },
    ]),
  ),
]
