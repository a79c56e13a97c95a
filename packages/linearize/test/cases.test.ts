/** Verdicts on histories recorded or written by others. See cases/README.md. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { checkWith } from '../src/check.ts'
import { casRegister, checkLinearizable, type Event, kv, register } from '../src/index.ts'
import { expectLegal } from './legal.ts'
import { etcdEvents, kvOperations, recordings, verdicts } from './recorded.ts'
import { variants } from './variants.ts'

describe('Porcupine’s recordings', () => {
  it('are all here', () => {
    expect(recordings).toHaveLength(Object.keys(verdicts).length)
  })

  for (const name of recordings) {
    it(`${name} is ${verdicts[name] ? '' : 'not '}linearizable`, () => {
      const [model, history] = name.startsWith('etcd')
        ? [casRegister({ failedCas: 'differs' }), etcdEvents(name)]
        : [kv({ missing: '' }), kvOperations(name)]
      const result = checkLinearizable(model as ReturnType<typeof kv>, history as never[], {
        witness: true,
        core: !name.startsWith('c50'),
      })
      expect(result.valid).toBe(verdicts[name])
      expectLegal(model as never, result as never)
    })
  }

  it('get the same verdict from every engine and without each reduction', () => {
    for (const name of recordings.filter(name => name.startsWith('etcd')).slice(0, 4)) {
      for (const [variant, engines] of Object.entries(variants)) {
        // Without the reductions one of these takes minutes: that is what they are for.
        const { valid } = checkWith(
          casRegister({ failedCas: 'differs' }),
          etcdEvents(name),
          { explain: false, timeLimit: 100 },
          engines,
        )
        if (valid !== 'unknown') expect(valid, `${name}, ${variant}`).toBe(verdicts[name])
      }
    }
  })
})

interface KnossosCase {
  readonly id: string
  readonly options: { readonly model: 'register' | 'cas-register'; readonly init: unknown }
  readonly history: readonly Event[]
  readonly expect: { readonly valid: boolean; readonly op?: number }
}

describe('the histories of Knossos’ tests', () => {
  const cases = JSON.parse(readFileSync(new URL('cases/knossos.json', import.meta.url), 'utf8')) as KnossosCase[]
  for (const { id, options, history, expect: expected } of cases) {
    it(id, () => {
      const initial = options.init
      const model = options.model === 'register' ? register({ initial }) : casRegister({ initial })
      const result = checkLinearizable(model as ReturnType<typeof casRegister>, history)
      expect(result.valid).toBe(expected.valid)
      if (expected.op === undefined) return
      const failing = result.operations[result.partitions[0]!.failure!.operation]!
      expect(failing.events?.completion?.index).toBe(expected.op)
    })
  }
})
