// The lattice of consistency models and anomalies: which models an anomaly rules out, and which anomalies a model forbids.

import { type AnomalyName, anomalies } from './anomalies.ts'
import { models } from './models.ts'

export type { AnomalyName } from './anomalies.ts'

/** A consistency model, by the name under which results give it. */
export type ModelName = keyof typeof models
/** Any name of a consistency model: friendly, canonical or alias. */
export type AnyModelName = ModelName | (typeof models)[ModelName]['aliases'][number]

/** The models by their names in results. */
export const modelNames: readonly ModelName[] = (Object.keys(models) as ModelName[]).sort()
/** The anomalies of the lattice. */
export const anomalyNames: readonly AnomalyName[] = Object.keys(anomalies) as AnomalyName[]

/** Nobody knows a model of that name. */
export class UnknownModelError extends Error {
  override readonly name = 'UnknownModelError'
  constructor(model: string) {
    const near = allNames().find(name => name.replaceAll('-', '') === model.toLowerCase().replace(/[^a-z0-9.+]/g, ''))
    super(
      `There is no consistency model "${model}".${near ? ` Did you mean "${near}"?` : ''} The models are: ${modelNames.join(', ')}.`,
    )
  }
}

const canonical = new Map<string, ModelName>()
for (const name of modelNames) {
  canonical.set(name, name)
  for (const alias of models[name].aliases) canonical.set(alias, name)
}

function allNames(): string[] {
  return [...canonical.keys()]
}

/** The name in results of a model under any of its names, or undefined. */
export function findModel(name: string): ModelName | undefined {
  return canonical.get(name)
}

/**
 * The name in results of a model under any of its names.
 * @throws UnknownModelError
 */
export function modelNamed(name: string): ModelName {
  const model = canonical.get(name)
  if (model === undefined) throw new UnknownModelError(name)
  return model
}

function closure<Name extends string>(names: Iterable<Name>, next: (name: Name) => readonly Name[]): Set<Name> {
  const seen = new Set(names)
  for (const name of seen) for (const further of next(name)) seen.add(further)
  return seen
}

function inverse<Name extends string>(all: readonly Name[], next: (name: Name) => readonly Name[]): Map<Name, Name[]> {
  const result = new Map<Name, Name[]>(all.map(name => [name, []]))
  for (const name of all) for (const further of next(name)) result.get(further)!.push(name)
  return result
}

const weaker = (model: ModelName): readonly ModelName[] => models[model].implies as readonly ModelName[]
const strongerOf = inverse(modelNames, weaker)
const follows = (anomaly: AnomalyName): readonly AnomalyName[] => anomalies[anomaly].implies as readonly AnomalyName[]
const impliedBy = inverse(anomalyNames, follows)

/** The model itself and every weaker one. */
export function impliedModels(...of: readonly ModelName[]): Set<ModelName> {
  return closure(of, weaker)
}

/** The models themselves and every stronger one: what is ruled out when these are. */
export function impossibleModels(of: Iterable<ModelName>): Set<ModelName> {
  return closure(of, model => strongerOf.get(model)!)
}

/** The anomalies themselves and every one that follows from them. */
export function impliedAnomalies(of: Iterable<AnomalyName>): Set<AnomalyName> {
  return closure(of, follows)
}

/** The anomalies themselves and every one from which one of them follows. */
export function anomaliesImplying(of: Iterable<AnomalyName>): Set<AnomalyName> {
  return closure(of, anomaly => impliedBy.get(anomaly)!)
}

/** Every anomaly that a history under these models must not show. */
export function prohibitedAnomalies(of: Iterable<ModelName>): Set<AnomalyName> {
  const forbidden = new Set<AnomalyName>()
  for (const model of impliedModels(...of)) for (const anomaly of models[model].forbids) forbidden.add(anomaly)
  return anomaliesImplying(forbidden)
}

/** Every model that a history with these anomalies does not satisfy. */
export function modelsRuledOutBy(found: Iterable<AnomalyName>): Set<ModelName> {
  const implied = impliedAnomalies(found)
  return impossibleModels(modelNames.filter(model => models[model].forbids.some(anomaly => implied.has(anomaly))))
}

/** Those of the models that imply no other of them. */
export function weakestModels(of: Iterable<ModelName>): ModelName[] {
  const all = new Set(of)
  return [...all].filter(model => [...impliedModels(model)].every(other => other === model || !all.has(other))).sort()
}

/** Those of the models that no other of them implies. */
export function strongestModels(of: Iterable<ModelName>): ModelName[] {
  const all = new Set(of)
  return [...all]
    .filter(model => [...impossibleModels([model])].every(other => other === model || !all.has(other)))
    .sort()
}

/** What anomalies rule out: `not` has the weakest models, `alsoNot` all stronger ones. */
export function boundary(ruledOut: Iterable<ModelName>): { not: ModelName[]; alsoNot: ModelName[] } {
  const all = [...ruledOut].sort()
  const not = weakestModels(all)
  return { not, alsoNot: all.filter(model => !not.includes(model)) }
}
