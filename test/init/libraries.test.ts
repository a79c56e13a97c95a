/** The library file of each language speaks the protocol: a program that uses all of it is asked for everything, between real processes. */

import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cluster, type RpcError } from '@jepsen-ts/maelstrom'
import fc from 'fast-check'
import { describe, expect } from 'vitest'
import { LANGUAGES, type Language } from '../../src/init/languages.ts'
import { writeProject } from '../../src/init/write-project.ts'
import { WORKLOADS } from '../../src/workloads/index.ts'
import { itIn, project, temporaryFolder } from './projects.ts'

const fixtures = fileURLToPath(new URL('fixtures', import.meta.url))
const work = temporaryFolder('libraries')

/** Warnings of the compiler, which a beginner would take for their own, are errors here. */
function build({ build }: Language, folder: string): void {
  if (build === undefined) return
  const { stdout, stderr } = spawnSync(build[0]!, build.slice(1), { cwd: folder, encoding: 'utf8' })
  expect(stdout + stderr).toBe('')
}

/** Libraries that call a function again and again. */
const WITH_TIMERS = ['python', 'c', 'bash']

/** JSON that a library may stumble over; Bash's promises less. */
const TRICKY = [
  'a "quoted" \\ backslash, a\ttab and a\nnew line, ü, 😀, \u0007',
  { list: [1, -2, 3.5, 1e21, true, false, null, [], {}, [[1], { a: 'b' }]], '': { in_reply_to: 7, type: 'init' } },
  9007199254740991,
]

describe.each(LANGUAGES)('the library in $name', language => {
  itIn(language)('speaks the protocol', async () => {
    const folder = join(work, language.id)
    writeProject(folder, project({ language }), false)
    const extension = language.node.split('.').at(-1)!
    const program = readFileSync(join(fixtures, `relay.${extension}`), 'utf8')
    // Where the types are checked, the fixture stands elsewhere.
    writeFileSync(join(folder, language.node), program.replace(/'\S+\/(maelstrom\.[jt]s)'/, "'./$1'"))
    build(language, folder)

    const history = await cluster(
      { bin: language.bin, cwd: folder, nodes: 3, results: false },
      async ({ client, nodes }) => {
        // Bash knows one patience only.
        const patience = (fields: object) => ('ask' in fields && fields.ask === 'silence' ? 200 : 4000)
        const ask = (type: string, fields: object = {}) =>
          client().rpc('n1', { type, ...fields, ...('ask' in fields ? { patience: patience(fields) } : {}) })
        const failure = async (type: string, fields: object = {}) =>
          await ask(type, fields).then(
            reply => reply,
            (error: RpcError) => [error.code, error.text],
          )

        expect(await ask('name')).toMatchObject({ type: 'name_ok', from: 'n1', greeted: 'n1', peers: ['n2', 'n3'] })
        for (const echo of language.id === 'bash' ? ['plain', 5, -1.5, [1, 2], true, null] : TRICKY)
          expect(await ask('echo', { echo })).toMatchObject({ echo })
        if (language.id !== 'bash') {
          const values = fc.sample(fc.array(fc.jsonValue({ stringUnit: 'binary' })), { numRuns: 200, seed: 8 })
          const echoes = await Promise.all(values.map(echo => ask('echo', { echo })))
          // The engine reads whole numbers that JavaScript would round as they are.
          const rounded = JSON.stringify(echoes, (_, value) => (typeof value === 'bigint' ? Number(value) : value))
          expect(JSON.parse(rounded).map(({ echo }: { echo: unknown }) => echo)).toEqual(values)
        }

        // Errors, the handler's own and the library's.
        expect(await failure('refuse')).toEqual([22, 'refused'])
        expect(await failure('break')).toEqual([13, expect.stringMatching(/broken|panicked/)])
        expect(await failure('unheard_of')).toEqual([10, expect.any(String)])

        // Requests to other nodes, to itself, and what can come of them.
        expect(await ask('relay', { dest: 'n2', ask: 'name' })).toMatchObject({ from: 'n2' })
        expect(await ask('relay', { dest: 'n1', ask: 'name' })).toMatchObject({ from: 'n1' })
        expect(await failure('relay', { dest: 'n3', ask: 'refuse' })).toEqual([22, 'refused'])
        expect(await failure('relay', { dest: 'n3', ask: 'unheard_of' })).toEqual([10, expect.any(String)])
        expect(await failure('relay', { dest: 'n2', ask: 'silence' })).toEqual([0, expect.any(String)])

        // Many at once, and whoever waits for an answer keeps nobody else waiting.
        const slow = failure('relay', { dest: 'n2', ask: 'silence' })
        const many = await Promise.all(
          Array.from({ length: 60 }, (_, i) => ask('relay', { dest: `n${(i % 3) + 1}`, ask: 'name' })),
        )
        expect(many.map(({ from }) => from)).toEqual(Array.from({ length: 60 }, (_, i) => `n${(i % 3) + 1}`))
        expect(await slow).toEqual([0, expect.any(String)])

        // A clock of its own, where the language has none at hand.
        if (WITH_TIMERS.includes(language.id)) {
          const ticks = async () => (await ask('ticks')).ticks as number
          const before = await ticks()
          await expect.poll(ticks, { timeout: 5000 }).toBeGreaterThan(before + 2)
        }

        // A node that comes back knows its name again.
        await nodes.kill('n1')
        await nodes.start('n1')
        expect(await ask('relay', { dest: 'n2', ask: 'name' })).toMatchObject({ from: 'n2' })
      },
    )
    expect(history.problems).toEqual([])
  })
})

describe.each(LANGUAGES)('a node that is still to be written, in $name', language => {
  itIn(language)('says so to every request', async () => {
    const folder = join(work, `${language.id}-todo`)
    writeProject(folder, project({ language, workload: 'kafka' }), false)
    build(language, folder)
    const history = await cluster({ bin: language.bin, cwd: folder, nodes: 1, results: false }, async ({ client }) => {
      for (const type of Object.keys(WORKLOADS.kafka.rpcs)) {
        const text = `${type} is still to be written, in ${language.node}`
        await expect(client().rpc('n1', { type })).rejects.toMatchObject({ code: 10, text })
      }
    })
    expect(history.problems).toEqual([])
  })
})

describe('the fixtures', () => {
  itIn(LANGUAGES[0]!)('cover every language', async () => {
    const extensions = LANGUAGES.map(({ node }) => `relay.${node.split('.').at(-1)}`)
    expect(readdirSync(fixtures).toSorted()).toEqual(extensions.toSorted())
  })
})

itIn(LANGUAGES.find(({ id }) => id === 'python')!)(
  'the library in Python tells the errors of handlers in Python 3.9 too',
  async () => {
    const program = [
      'import traceback',
      'print_exception = traceback.print_exception',
      'traceback.print_exception = lambda etype, value, tb: print_exception(etype, value, tb)',
      'from maelstrom import Node',
      'node = Node()',
      'def fail(request):',
      '    raise ValueError("oh no")',
      'node.on("fail")(lambda *_: fail(None))',
      'node.run()',
    ].join('\n')
    const lines = [
      { src: 'c0', dest: 'n1', body: { type: 'init', msg_id: 1, node_id: 'n1', node_ids: ['n1'] } },
      { src: 'c0', dest: 'n1', body: { type: 'fail', msg_id: 2 } },
    ]
    const { stdout, stderr } = spawnSync('python3', ['-c', program], {
      cwd: fileURLToPath(new URL('../../examples/lib', import.meta.url)),
      input: lines.map(line => `${JSON.stringify(line)}\n`).join(''),
      encoding: 'utf8',
    })
    expect(stderr).toContain('ValueError: oh no')
    expect(stderr).not.toContain('TypeError')
    expect(stdout).toContain('oh no')
  },
)
