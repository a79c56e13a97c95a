import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { cycleExistsSpecs } from '../src/graph/cycle-exists.ts'
import { searchOrder } from '../src/graph/index.ts'
import {
  type AnomalyName,
  boundary,
  modelNamed,
  modelNames,
  modelsRuledOutBy,
  prohibitedAnomalies,
  strongestModels,
  UnknownModelError,
  weakestModels,
} from '../src/index.ts'
import { anomalyNames, impliedAnomalies, impossibleModels } from '../src/lattice/index.ts'
import { upstream } from './cases.ts'

const reference = JSON.parse(readFileSync(new URL('cases/lattice.json', import.meta.url), 'utf8')) as {
  aliases: Record<string, string>
  friendlyNames: Record<string, string>
  boundaryBySingleAnomaly: Record<AnomalyName, { not: string[]; alsoNot: string[]; implied: string[] }>
  prohibitedByModel: Record<string, string[]>
  cycleSearchOrder: string[]
  cycleExistsSpecs: { friendly: string; type: string }[]
}

describe('the lattice', () => {
  it('knows every model under each of its names', () => {
    for (const [alias, canonical] of Object.entries(reference.aliases))
      expect(modelNamed(alias)).toBe(modelNamed(canonical))
    for (const [canonical, friendly] of Object.entries(reference.friendlyNames))
      expect(modelNamed(canonical)).toBe(friendly)
    expect(modelNames).toEqual(Object.keys(reference.prohibitedByModel).sort())
    expect(modelNamed('strict-serializable')).toBe('strong-serializable')
  })

  it('names a model that it does not know, and what was probably meant', () => {
    expect(() => modelNamed('snapshotisolation')).toThrow(UnknownModelError)
    expect(() => modelNamed('snapshotisolation')).toThrow('Did you mean "snapshot-isolation"?')
  })

  it.each(Object.keys(reference.prohibitedByModel))('%s prohibits what it prohibits in Elle', model => {
    expect([...prohibitedAnomalies([modelNamed(model)])].sort()).toEqual(reference.prohibitedByModel[model]!.toSorted())
  })

  it.each(anomalyNames)('%s rules out what it rules out in Elle', anomaly => {
    const { not, alsoNot, implied } = reference.boundaryBySingleAnomaly[anomaly]
    expect(boundary(modelsRuledOutBy([anomaly]))).toEqual({ not: not.toSorted(), alsoNot: alsoNot.toSorted() })
    expect([...impliedAnomalies([anomaly])].sort()).toEqual(implied.toSorted())
  })

  it('searches in the order of the reference', () => {
    expect(searchOrder).toEqual(reference.cycleSearchOrder)
    expect(cycleExistsSpecs.map(({ model, type }) => ({ friendly: model, type }))).toEqual(
      reference.cycleExistsSpecs.map(({ friendly, type }) => ({ friendly, type })),
    )
  })

  const models = (names: string[]) => names.map(modelNamed)
  const checks: Record<string, (args: string[]) => unknown> = {
    'anomalies-prohibited-by': args => ({ prohibited: [...prohibitedAnomalies(models(args))].sort() }),
    'weakest-models': args => ({ models: weakestModels(models(args)) }),
    'strongest-models': args => ({ models: strongestModels(models(args)) }),
    'all-impossible-models': args => ({ models: [...impossibleModels(models(args))].sort() }),
    'consistency-model': args => {
      const ruledOut = modelsRuledOutBy(args as AnomalyName[])
      const { not, alsoNot } = boundary(ruledOut)
      return { impossible: [...ruledOut].sort(), notModels: not, alsoNot }
    },
  }
  const given = upstream.filter(c => c.checker in checks)
  it.each(given.map(c => [c.id, c] as const))('answers as Elle’s own test %s', (_id, c) => {
    expect(checks[c.checker]!(c.args!)).toMatchObject(c.expect)
  })
})
