/** What a row of the table checks: models and histories. */
import { casRegister, kv, register } from '../src/index.ts'
import type { HistoryInput, Model } from '../src/types.ts'
import { etcdEvents, kvOperations } from '../test/recorded.ts'
import { generate } from './generate.ts'
import type { Row } from './rows.ts'

export interface Task {
  readonly model: Model
  readonly history: HistoryInput
}

export function tasksOf({ recipe, files }: Row): Task[] {
  if (files === undefined)
    return [{ model: (recipe!.values === 0 ? register() : kv()) as Model, history: generate(recipe!) }]
  return files.map(name =>
    name.startsWith('etcd')
      ? { model: casRegister({ failedCas: 'differs' }) as Model, history: etcdEvents(name) }
      : { model: kv({ missing: '' }) as Model, history: kvOperations(name) },
  )
}
