/**
 * What a user sees: `maelstrom init`, then `npm test`, with the package installed as it is published. Green for echo; for everything else red, and the screen
 * says what is to be written.
 */

import { readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { execa } from 'execa'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { LANGUAGES } from '../../src/init/languages.ts'
import { installedPackage } from '../installed-package.ts'
import { itIn, language, temporaryFolder } from './projects.ts'

// Each test is a few programs that have to start; a compiler may be one of them.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000, maxConcurrency: 3 })

const work = temporaryFolder('init')
let modules = ''
beforeAll(async () => {
  modules = join(await installedPackage(), 'node_modules')
})

interface Run {
  readonly status: number
  readonly screen: string
}

// What a user's shell has, and not what npm and the test runner that we run in add to it.
const env = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^(?:npm_|VITEST|JEST|NODE_ENV|NODE_OPTIONS|MAELSTROM_|INIT_CWD|FORCE_COLOR|GITHUB_|CI$)/i.test(name),
  ),
)

async function run(cwd: string, command: string, words: readonly string[]): Promise<Run> {
  const { exitCode, all } = await execa(command, words, {
    cwd,
    env,
    extendEnv: false,
    all: true,
    stdin: 'ignore',
    reject: false,
    timeout: 100_000,
  })
  return { status: exitCode ?? -1, screen: stripVTControlCharacters(all) }
}

const maelstrom = (...words: string[]) => run(work, join(modules, '.bin/maelstrom'), words)

/** The folder of a new project, in which `npm install` has been run, as it were. */
async function newProject(name: string, ...words: string[]): Promise<string> {
  const { status, screen } = await maelstrom('init', name, ...words)
  expect(screen).toContain(`cd ${name} && npm install`)
  expect(status).toBe(0)
  symlinkSync(modules, join(work, name, 'node_modules'))
  return join(work, name)
}

const npmTest = (folder: string) => run(folder, 'npm', ['test'])

/** Puts other text into a file. */
function edit(file: string, from: string | RegExp, to: string): void {
  const text = readFileSync(file, 'utf8')
  expect(text).toMatch(from)
  writeFileSync(file, text.replace(from, to))
}

const VITEST_GREEN = /Tests +1 passed \| 2 todo/

describe.concurrent('echo is green', () => {
  for (const language of LANGUAGES)
    itIn(language)(`in ${language.name}`, async () => {
      const folder = await newProject(`echo-${language.id}`, '--language', language.id, '--workload', 'echo')
      const { status, screen } = await npmTest(folder)
      expect(screen).toMatch(VITEST_GREEN)
      expect(status).toBe(0)
    })

  it('in JavaScript, with Jest', async () => {
    const folder = await newProject('echo-jest', '--language', 'js', '--workload', 'echo', '--runner', 'jest')
    const { status, screen } = await npmTest(folder)
    expect(screen).toMatch(/Tests: +2 todo, 1 passed, 3 total/)
    expect(screen).not.toMatch(/did not exit|collision/)
    expect(status).toBe(0)
  })
})

describe.concurrent('another workload is red, and the screen says what is to be written', () => {
  it('in virtual time', async () => {
    const folder = await newProject('red-js', '--language', 'js', '--workload', 'lin-kv')
    const { status, screen } = await npmTest(folder)
    expect(screen).toContain('no operation succeeded')
    for (const request of ['read', 'write', 'cas'])
      expect(screen).toContain(`${request} is still to be written, in node.js`)
    expect(screen).toMatch(/Tests +1 failed \| 3 todo/)
    expect(screen).toContain("is linearizable through partitions: nemesis: ['partition']")
    expect(status).toBe(1)
  })

  itIn(language('python'))('in real time', async () => {
    const folder = await newProject('red-python', '--language', 'python', '--workload', 'broadcast')
    const { status, screen } = await npmTest(folder)
    expect(screen).toContain('topology is still to be written, in node.py')
    expect(status).toBe(1)
  })

  it('with Jest; and the types are right', async () => {
    const folder = await newProject('red-ts', '--language', 'ts', '--workload', 'txn-list-append', '--runner', 'jest')
    const { status, screen } = await npmTest(folder)
    expect(screen).toContain('txn is still to be written, in node.ts')
    expect(screen).toMatch(/Tests: +1 failed, 2 todo, 3 total/)
    expect(status).toBe(1)
    expect(await run(folder, 'npm', ['run', 'check'])).toMatchObject({ status: 0 })
  })

  it('until it is written', async () => {
    const folder = await newProject('journey', '--language', 'ts', '--workload', 'unique-ids')
    expect((await npmTest(folder)).screen).toContain('generate is still to be written, in node.ts')
    const node = join(folder, 'node.ts')
    edit(node, /^ {2}throw .*$/m, "  return { type: 'generate_ok', id: [node.id, next++] }")
    edit(node, /^node\.on\('generate', body/m, "let next = 0\nnode.on('generate', () ")
    expect((await npmTest(folder)).screen).toMatch(VITEST_GREEN)
    edit(node, 'NOT_SUPPORTED, ', '')
    expect(await run(folder, 'npm', ['run', 'check'])).toMatchObject({ status: 0 })
  })

  itIn(language('c'))('also when it does not compile', async () => {
    const folder = await newProject('wrong-c', '--language', 'c', '--workload', 'echo')
    edit(join(folder, 'node.c'), 'return run();', 'return run(;')
    const { status, screen } = await npmTest(folder)
    expect(screen).toMatch(/node\.c:\d+:\d+: error: /)
    expect(status).toBe(1)
  })
})

describe('watch mode', () => {
  // What the plugin does for programs without a build is tested with the plugin.
  itIn(language('c'))('builds and runs again when a source is saved, and once only', async () => {
    const folder = await newProject('watch-c', '--language', 'c', '--workload', 'echo')
    const vitest = execa(join(modules, '.bin/vitest'), ['--watch'], {
      cwd: folder,
      env,
      extendEnv: false,
      all: true,
      reject: false,
      timeout: 60_000,
      forceKillAfterDelay: 1000,
    })
    let screen = ''
    vitest.all.on('data', chunk => {
      screen += stripVTControlCharacters(String(chunk))
    })
    const shows = (text: RegExp) => vi.waitFor(() => expect(screen).toMatch(text), { timeout: 30_000 })
    try {
      await shows(/Waiting for file changes/)
      edit(join(folder, 'node.c'), 'json_field(request.body, "echo")', 'json_field(request.body, "type")')
      await shows(/RERUN +node\.c x1[\s\S]*1 failed/)
      await shows(/RERUN[\s\S]*Watching for file changes/)
      edit(join(folder, 'node.c'), 'json_field(request.body, "type")', 'json_field(request.body, "echo")')
      await shows(/RERUN +node\.c x2[\s\S]*1 passed/)
      expect(screen.match(/RERUN/g)).toHaveLength(2)
    } finally {
      vitest.kill()
      await vitest
    }
  })
})

describe.concurrent('the command', () => {
  beforeAll(() => writeFileSync(join(work, 'file'), ''))

  it('says what it decided for the user, what it wrote, and what to type next', async () => {
    const { status, screen } = await maelstrom('init', 'said')
    expect(screen).toBe(
      [
        'JavaScript, echo, Vitest in said',
        '  as nobody said otherwise: --language js --workload echo --runner vitest',
        '',
        '  node.js',
        '  maelstrom.js',
        '  echo.test.js',
        '  vitest.config.js',
        '  package.json',
        '  .gitignore',
        '  .github/workflows/test.yml',
        '  README.md',
        '',
        'Next:',
        '  cd said && npm install',
        '  npm test        green',
      ].join('\n'),
    )
    expect(status).toBe(0)
  })

  it('overwrites nothing unless it is told to', async () => {
    await maelstrom('init', 'twice')
    edit(join(work, 'twice/node.js'), 'echo_ok', 'mine')
    const { status, screen } = await maelstrom('init', 'twice')
    expect(screen).toMatch(/^maelstrom init: Nothing was written: node\.js, .* are there already/)
    expect(status).toBe(255)
    expect(readFileSync(join(work, 'twice/node.js'), 'utf8')).toContain('mine')
    expect(await maelstrom('init', 'twice', '--force')).toMatchObject({ status: 0 })
    expect(readFileSync(join(work, 'twice/node.js'), 'utf8')).not.toContain('mine')
  })

  it('says what is wrong with the folder', async () => {
    const { status, screen } = await maelstrom('init', 'file/below')
    expect(screen).toMatch(/^maelstrom init: ENOTDIR: .*file\/below/)
    expect(status).toBe(255)
  })

  it.each([
    [['--language', 'pyton'], 'There is no language "pyton". Did you mean python? There are: js, ts, python'],
    [['--workload', 'brodcast'], 'There is no workload "brodcast". Did you mean broadcast?'],
    [['--runner', 'mocha'], 'There is no test runner "mocha". There are: vitest, jest.'],
    [['one', 'two'], 'one folder is enough; got one two'],
    [['--langage', 'js'], "Unknown option '--langage'"],
  ])('refuses %j politely', async (words, message) => {
    const { status, screen } = await maelstrom('init', ...words)
    expect(screen).toContain(`maelstrom init: ${message}`)
    expect(screen).toContain('maelstrom init --help lists the flags.')
    expect(status).toBe(254)
  })
})
