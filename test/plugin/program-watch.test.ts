/** Which tests a saved file concerns. */

import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { programSources } from '../../src/nodes/program-sources.ts'
import { ProgramWatch } from '../../src/plugin/program-watch.ts'

let folder: string
const at = (name: string) => join(folder, name)
const FILES: Readonly<Record<string, string>> = {
  'node.py': '',
  'echo.py': '',
  'maelstrom.py': '',
  'deep/part.py': '',
  'node.ts': "import { a } from './part.ts'; import 'zod'; console.log(a)",
  'part.ts': 'export const a = 1',
  'unused.ts': '',
  'broken.ts': 'import {',
  'main.go': '',
  'cmd/node/main.go': '',
  'bin/node': '#!/bin/sh',
}
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'maelstrom-sources-')))
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(dirname(at(name)), { recursive: true })
    writeFileSync(at(name), text)
  }
  symlinkSync(folder, `${folder}-link`)
})
afterAll(() => {
  rmSync(`${folder}-link`)
  rmSync(folder, { recursive: true })
})

describe('the sources of a program', () => {
  it('are, of a script, all that it imports, without packages', async () => {
    const { files, folders } = await programSources({ bin: './node.ts' }, folder)
    expect([...files].sort()).toEqual([at('node.ts'), at('part.ts')])
    expect(folders).toEqual([])
  })

  it('are, of a script that does not compile, also what lies beside it', async () => {
    const sources = await programSources({ bin: './broken.ts' }, folder)
    expect(sources).toEqual({ files: [at('broken.ts')], folders: [{ folder, extensions: ['.ts'] }] })
  })

  it('are, in other languages, its file and perhaps those beside it, however it is started', async () => {
    const expected = { files: [at('node.py')], folders: [{ folder, extensions: ['.py'] }] }
    expect(await programSources({ bin: './node.py' }, folder)).toEqual(expected)
    expect(await programSources({ bin: ['python3', '-u', 'node.py', '--fast'] }, folder)).toEqual(expected)
  })

  it('are, of a command that builds a folder, the files of that folder', async () => {
    const go = (bin: string[]) => programSources({ bin }, folder)
    expect(await go(['go', 'run', '.'])).toEqual({ files: [], folders: [{ folder, extensions: ['.go'] }] })
    expect((await go(['go', 'run', './cmd/node'])).folders).toEqual([{ folder: at('cmd/node'), extensions: ['.go'] }])
  })

  it('are, of a program that was built, its file alone; and that file also when it is not there yet', async () => {
    expect(await programSources({ bin: './bin/node' }, folder)).toEqual({ files: [at('bin/node')], folders: [] })
    expect(await programSources({ bin: './bin/later' }, folder)).toEqual({ files: [at('bin/later')], folders: [] })
  })

  it('are none of a node that is a function, which is in the graph of the test’s own modules', async () => {
    expect(await programSources({}, folder)).toEqual({ files: [], folders: [] })
  })
})

describe('a save concerns', () => {
  const python = (name: string) => ({ files: [at(name)], folders: [{ folder, extensions: ['.py'] }] })
  const watched = () => {
    const watch = new ProgramWatch()
    watch.begin()
    watch.add('/node.test.ts', python('node.py'))
    watch.add('/node.test.ts', python('node.py'))
    watch.add('/echo.test.ts', python('echo.py'))
    return watch
  }

  it('the test files that run the program, and not those of the program beside it', () => {
    expect(watched().testFilesOf(at('node.py'))).toEqual(['/node.test.ts'])
    expect(watched().testFilesOf(at('echo.py'))).toEqual(['/echo.test.ts'])
  })

  it('all whose program it may be a part of, when it is no program itself', () => {
    expect(watched().testFilesOf(at('maelstrom.py'))).toEqual(['/node.test.ts', '/echo.test.ts'])
    expect(watched().testFilesOf(at('deep/part.py'))).toEqual(['/node.test.ts', '/echo.test.ts'])
  })

  it('none when it is something else', () => {
    expect(watched().testFilesOf(at('node.ts'))).toEqual([])
    expect(watched().testFilesOf('/elsewhere/maelstrom.py')).toEqual([])
  })

  it('the same under a name that leads there by a symbolic link', () => {
    expect(watched().testFilesOf(`${folder}-link/node.py`)).toEqual(['/node.test.ts'])
  })

  it('what a test file ran when it was last run, and if it has not come that far again, what it ran before', () => {
    const watch = watched()
    watch.begin()
    watch.add('/node.test.ts', python('echo.py'))
    expect(watch.testFilesOf(at('echo.py'))).toEqual(['/node.test.ts', '/echo.test.ts'])
    expect(watch.testFilesOf(at('node.py'))).not.toEqual(['/node.test.ts'])
  })
})
