import { execFileSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withoutPointer } from '../../src/explanations/pointer.ts'
import { checkProgram } from '../../src/nodes/program.ts'
import { ProgramError } from '../../src/nodes/program-error.ts'

let cwd: string
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'maelstrom-program-'))
})
afterAll(() => rm(cwd, { recursive: true, force: true }))

async function file(name: string, content: string | Buffer, mode = 0o644): Promise<string> {
  const path = join(cwd, name)
  await mkdir(join(path, '..'), { recursive: true })
  await writeFile(path, content)
  await chmod(path, mode)
  return path
}

/** The error, as its user reads it, with the temporary folder shown as CWD. */
async function complaint(bin: string | string[], env?: Record<string, string>): Promise<string> {
  const error = await checkProgram({ bin, cwd, env }).then(
    command => {
      throw new Error(`expected a complaint, got ${JSON.stringify(command)}`)
    },
    (error: unknown) => error,
  )
  expect(error).toBeInstanceOf(ProgramError)
  return withoutPointer((error as ProgramError).message).replaceAll(cwd, 'CWD')
}

describe('a program that can be run', () => {
  it('is resolved against cwd, and its arguments are kept in order', async () => {
    const path = await file('bin/node', '#!/bin/sh\n', 0o755)
    expect(await checkProgram({ bin: './bin/node', cwd })).toEqual({ file: path, args: [] })
    expect(await checkProgram({ bin: ['bin/node', 'a'], args: ['b', 'c d'], cwd })).toEqual({
      file: path,
      args: ['a', 'b', 'c d'],
    })
    expect(await checkProgram({ bin: path, cwd: '/' })).toEqual({ file: path, args: [] })
  })

  it('is looked up in PATH when it is a bare name and no file of cwd', async () => {
    expect((await checkProgram({ bin: ['sh', '-c', 'true'], cwd })).file).toMatch(/^\/.*\/sh$/)
    const own = await file('sh-of-mine', '#!/bin/sh\n', 0o755)
    expect((await checkProgram({ bin: 'sh-of-mine', cwd })).file).toBe(own)
    await file('path/only-there', '#!/bin/sh\n', 0o755)
    expect((await checkProgram({ bin: 'only-there', cwd, env: { PATH: join(cwd, 'path') } })).file).toBe(
      join(cwd, 'path/only-there'),
    )
  })

  it('may be JavaScript without the right to be executed, or without a first line #!', async () => {
    const plain = await file('plain.js', 'process.stdin.resume()')
    const executable = await file('executable.mjs', 'process.stdin.resume()', 0o755)
    const complete = await file('complete.cjs', '#!/usr/bin/env node\n', 0o755)
    expect(await checkProgram({ bin: './plain.js', args: ['x'], cwd })).toEqual({
      file: process.execPath,
      args: [plain, 'x'],
    })
    expect(await checkProgram({ bin: './executable.mjs', cwd })).toEqual({ file: process.execPath, args: [executable] })
    expect(await checkProgram({ bin: './complete.cjs', cwd })).toEqual({ file: complete, args: [] })
  })

  it('may be TypeScript, which is bundled unless it names another interpreter', async () => {
    const plain = await file('plain.ts', '')
    const shebang = await file('shebang.ts', '#!/usr/bin/env node\n', 0o755)
    const other = await file('other.ts', '#!/bin/sh\n', 0o755)
    expect(await checkProgram({ bin: './plain.ts', cwd })).toEqual({ file: process.execPath, args: [], bundle: plain })
    expect(await checkProgram({ bin: './shebang.ts', cwd })).toMatchObject({ bundle: shebang })
    expect(await checkProgram({ bin: './other.ts', cwd })).toEqual({ file: other, args: [] })
  })

  it('may be a binary', async () => {
    expect(await checkProgram({ bin: process.execPath, cwd })).toEqual({ file: process.execPath, args: [] })
  })
})

describe('a program that cannot be run is refused with what is wrong and what to type:', () => {
  it('missing', async () => {
    expect(await complaint('./nowhere')).toMatchInlineSnapshot(`
      "Cannot run the node program ./nowhere: there is no such file.
        tried  CWD/nowhere
         mend  give a path relative to CWD, or an absolute one"
    `)
  })

  it('missing, with others that are called alike', async () => {
    await file('raft.py', '#!/bin/sh\n', 0o755)
    expect(await complaint('./Raft')).toMatchInlineSnapshot(`
      "Cannot run the node program ./Raft: there is no such file.
        tried  CWD/Raft
         mend  bin: './raft.py'"
    `)
  })

  it('a command line in place of a list', async () => {
    expect(await complaint('python3 raft.py')).toMatchInlineSnapshot(`
      "Cannot run the node program python3 raft.py: there is no such file.
        tried  CWD/python3 raft.py
          and  every folder of PATH, for python3 raft.py
         mend  bin: ['python3', 'raft.py']"
    `)
  })

  it('a folder', async () => {
    await mkdir(join(cwd, 'folder'))
    expect(await complaint('./folder')).toMatchInlineSnapshot(`
      "Cannot run the node program ./folder: that is a folder.
        tried  CWD/folder
         mend  give a path relative to CWD, or an absolute one"
    `)
  })

  it('a Python file without the right to be executed', async () => {
    await file('complete.py', '#!/usr/bin/env python3\n')
    await file('gossip.py', 'print()')
    expect(await complaint('./gossip.py')).toMatchInlineSnapshot(`
      "Cannot run the node program ./gossip.py: the file is not executable.
        tried  CWD/gossip.py
         mend  chmod +x ./gossip.py, and make its first line #!/usr/bin/env python3
           or  bin: ['python3', './gossip.py']"
    `)
    expect(await complaint('complete.py')).toMatchInlineSnapshot(`
      "Cannot run the node program complete.py: the file is not executable.
        tried  CWD/complete.py
         mend  chmod +x ./complete.py
           or  bin: ['python3', './complete.py']"
    `)
  })

  it('a file of an unknown language without the right to be executed', async () => {
    await file('gossip', '#!/bin/sh\n')
    expect(await complaint('./gossip')).toMatchInlineSnapshot(`
      "Cannot run the node program ./gossip: the file is not executable.
        tried  CWD/gossip
         mend  chmod +x ./gossip"
    `)
  })

  it('source code that has to be built', async () => {
    await file('gossip.go', 'package main')
    expect(await complaint('./gossip.go')).toMatchInlineSnapshot(`
      "Cannot run the node program ./gossip.go: the file is not executable.
        tried  CWD/gossip.go
         mend  go build -o ./gossip ./gossip.go, then bin: './gossip'"
    `)
  })

  it('no first line #!', async () => {
    await file('bare.py', 'import sys\n', 0o755)
    await file('bare', 'import sys\n', 0o755)
    expect(await complaint('./bare.py')).toMatchInlineSnapshot(`
      "Cannot run the node program ./bare.py: it is a text whose first line does not say which program runs it.
        tried  CWD/bare.py
         mend  make its first line #!/usr/bin/env python3
           or  bin: ['python3', './bare.py']"
    `)
    expect(await complaint('./bare')).toMatchInlineSnapshot(`
      "Cannot run the node program ./bare: it is a text whose first line does not say which program runs it.
        tried  CWD/bare
         mend  make its first line #!/usr/bin/env python3, or whatever runs it
           or  bin: ['python3', './bare']"
    `)
  })

  it('an interpreter that is not there', async () => {
    await file('a.py', '#!/usr/bin/python4\n', 0o755)
    await file('b.py', '#!/usr/bin/env -S python4 -u\n', 0o755)
    await file('c.sh', '#!/opt/bin/sh\n', 0o755)
    expect(await complaint('./a.py')).toMatchInlineSnapshot(`
      "Cannot run the node program ./a.py: its first line asks for /usr/bin/python4, which does not exist.
        tried  CWD/a.py
         mend  install python4"
    `)
    expect(await complaint('./b.py')).toMatchInlineSnapshot(`
      "Cannot run the node program ./b.py: its first line asks for python4, which is not in PATH.
        tried  CWD/b.py
         mend  install python4"
    `)
    expect(await complaint('./c.sh')).toMatchInlineSnapshot(`
      "Cannot run the node program ./c.sh: its first line asks for /opt/bin/sh, which does not exist.
        tried  CWD/c.sh
         mend  make its first line #!/usr/bin/env sh
           or  bin: ['sh', './c.sh']"
    `)
  })

  it('Windows line endings', async () => {
    await file('crlf.py', '#!/usr/bin/env python3\r\nprint()\r\n', 0o755)
    expect(await complaint('./crlf.py')).toMatchInlineSnapshot(`
      "Cannot run the node program ./crlf.py: its lines end the Windows way (CR LF), so the system looks for an interpreter called "/usr/bin/env python3\\r".
        tried  CWD/crlf.py
         mend  sed -i 's/\\r$//' ./crlf.py"
    `)
  })

  it('a byte order mark, whose remedy mends it', async () => {
    const path = await file('bom.sh', '\ufeff#!/bin/sh\n', 0o755)
    expect(await complaint('./bom.sh')).toMatchInlineSnapshot(`
      "Cannot run the node program ./bom.sh: it begins with a byte order mark, which hides its first line #!… from the system.
        tried  CWD/bom.sh
         mend  sed -i '1s/^\\xEF\\xBB\\xBF//' ./bom.sh"
    `)
    const error = (await checkProgram({ bin: './bom.sh', cwd }).catch((error: unknown) => error)) as ProgramError
    execFileSync('sh', ['-c', error.remedies[0]!], { cwd })
    expect(await checkProgram({ bin: './bom.sh', cwd })).toEqual({ file: path, args: [] })
  })

  it('empty, or built for another system', async () => {
    await file('empty', '', 0o755)
    await file('mac', Buffer.from('cffaedfe0c000001', 'hex'), 0o755)
    expect(await complaint('./empty')).toMatchInlineSnapshot(`
      "Cannot run the node program ./empty: the file is empty.
        tried  CWD/empty
         mend  put a program into it"
    `)
    if (process.platform === 'linux') expect(await complaint('./mac')).toContain('it was built for macOS')
  })

  it('a script that its interpreter will not find', async () => {
    expect(await complaint(['sh', 'gosip.sh'])).toMatchInlineSnapshot(`
      "Cannot run the node program sh gosip.sh: there is no file gosip.sh for sh to run.
        tried  CWD/gosip.sh
         mend  give a path relative to CWD, or an absolute one"
    `)
    await expect(checkProgram({ bin: ['sh', '-c', 'gosip.sh'], cwd })).resolves.toBeDefined()
  })

  it('an empty bin, and a cwd that is not there', async () => {
    expect(await complaint([])).toMatchInlineSnapshot(`
      "Cannot run the node program []: it is empty.
         mend  bin: './node.py'"
    `)
    await expect(checkProgram({ bin: 'sh', cwd: '/nowhere' })).rejects.toThrow('/nowhere, does not exist')
  })
})
