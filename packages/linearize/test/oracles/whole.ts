/** A partitioned model as one object, for oracles that know nothing of partitions. */
import { ILLEGAL, type Model } from '../../src/types.ts'

export function whole<S, I, O>(model: Model<S, I, O>): Model<unknown, I, O> {
  const { partition } = model
  if (partition === undefined) return model as Model<unknown, I, O>
  return {
    name: `whole ${model.name}`,
    init: () => new Map<unknown, S>(),
    step: (state, input, output) => {
      const parts = state as ReadonlyMap<unknown, S>
      const key = partition.call(model, input)
      const next = model.step(parts.has(key) ? parts.get(key)! : model.init(), input, output)
      return next === ILLEGAL ? ILLEGAL : new Map(parts).set(key, next)
    },
  }
}
