import '@jepsen-ts/maelstrom/vitest'
import { join } from 'node:path'
import { cluster } from '@jepsen-ts/maelstrom'
import { describe, expect, it } from 'vitest'
import { compile, itWith } from '../toolchains.ts'

/** Partitions and restarts, and two hundred ids a second all the same. */
async function generate(bin: string | string[]) {
  return await cluster({
    bin,
    nodes: 3,
    workload: 'unique-ids',
    nemesis: ['partition', 'kill'],
    nemesisInterval: '400ms',
    rate: 200,
    concurrency: '10n', // a client waits five seconds for a node that was killed, so there are some to spare
    timeLimit: '2s',
  })
}

describe('unique ids', () => {
  it('come from node, incarnation and counter', async () => {
    expect(await generate('./node.js')).toBeValid()
  })

  itWith('python3')('come from node, incarnation and counter, in Python', async () => {
    expect(await generate('./node.py')).toHaveUniqueIds()
  })

  it('come from the service lin-tso, in TypeScript', async () => {
    expect(await generate('./node.ts')).toHaveUniqueIds()
  })

  itWith('perl')('come from chance, in Perl', async () => {
    expect(await generate('./node.pl')).toHaveUniqueIds()
  })

  itWith('rustc')('come from clock, node and sequence, in Rust', async () => {
    expect(await generate(compile(join(import.meta.dirname, 'node.rs'), ['rustc', '-O']))).toHaveUniqueIds()
  })

  it('are there for everyone, always, when nobody has to be asked', async () => {
    const history = await cluster({
      bin: './node.js',
      nodes: 3,
      workload: 'unique-ids',
      nemesis: ['partition'],
      nemesisInterval: '300ms',
      rate: 200,
      timeLimit: '1s',
      availability: 'total',
    })
    expect(history).toBeValid()
    expect(history).toHaveAvailability({ atLeast: 1 })
  })

  it('are caught when they come from the clock alone', async () => {
    const history = await cluster({
      bin: './broken-clock.js',
      clock: 'virtual',
      seed: 7,
      nodes: 3,
      workload: 'unique-ids',
      rate: 1000,
      concurrency: '4n',
      timeLimit: '1s',
    })
    expect(history).not.toHaveUniqueIds()
  })

  itWith('python3')('are caught when a restart begins anew', async () => {
    const history = await cluster(
      { bin: './broken-restart.py', nodes: 1, workload: 'unique-ids' },
      async ({ client, nodes }) => {
        await client('n1').call('generate', {})
        await nodes.kill('n1')
        await nodes.start('n1')
        await client('n1').call('generate', {})
      },
    )
    expect(history).not.toHaveUniqueIds()
  })
})
