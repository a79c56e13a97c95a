import '@jepsen-ts/maelstrom/vitest'
import { join } from 'node:path'
import { cluster } from '@jepsen-ts/maelstrom'
import { describe, expect, it } from 'vitest'
import { compile, itWith } from '../toolchains.ts'

const source = (file: string) => join(import.meta.dirname, file)

async function echo(bin: string | string[]) {
  return await cluster({ bin, nodes: 2, workload: 'echo', concurrency: '4n', rate: 100, timeLimit: '500ms' })
}

describe('echo', () => {
  it('answers with what it was sent', async () => {
    expect(await echo('./node.js')).toBeValid()
  })

  it('… in TypeScript', async () => {
    expect(await echo('./node.ts')).toBeValid()
  })

  itWith('python3')('… in Python', async () => {
    expect(await echo('./node.py')).toBeValid()
  })

  itWith('perl')('… in Perl', async () => {
    expect(await echo('./node.pl')).toBeValid()
  })

  itWith('bash')('… in Bash', async () => {
    expect(await echo('./node.sh')).toBeValid()
  })

  itWith('java')('… in Java', async () => {
    expect(await echo(['java', '-XX:TieredStopAtLevel=1', source('Node.java')])).toBeValid()
  })

  itWith('cc')('… in C', async () => {
    expect(await echo(compile(source('node.c'), ['cc', '-O2', '-Wall', '-Wextra']))).toBeValid()
  })

  itWith('rustc')('… in Rust', async () => {
    expect(await echo(compile(source('node.rs'), ['rustc', '-O']))).toBeValid()
  })

  it('is caught when it mixes up the replies', async () => {
    expect(await echo('./broken-mixed-up.js')).not.toBeValid()
  })
})
