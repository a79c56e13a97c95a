import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { packageName } from '../../src/init/project.ts'
import { InTheWayError, writeProject } from '../../src/init/write-project.ts'
import { temporaryFolder } from './projects.ts'

const work = temporaryFolder('write')
const files = [
  { path: 'node.py', text: '#!/usr/bin/env python3\n', executable: true },
  { path: '.github/workflows/test.yml', text: 'name: test\n' },
] as const

describe('writeProject', () => {
  it('makes folders, and scripts that can be run', () => {
    const folder = join(work, 'new/deep')
    writeProject(folder, files, false)
    expect(readFileSync(join(folder, '.github/workflows/test.yml'), 'utf8')).toBe('name: test\n')
    expect(statSync(join(folder, 'node.py')).mode & 0o777).toBe(0o755)
  })

  it('writes beside what is there, and overwrites nothing', () => {
    const folder = join(work, 'beside')
    writeProject(folder, [{ path: 'mine.txt', text: 'mine' }], false)
    writeProject(folder, files, false)
    expect(readFileSync(join(folder, 'mine.txt'), 'utf8')).toBe('mine')
  })

  it('writes nothing at all where one file is in the way, and names it', () => {
    const folder = join(work, 'in-the-way')
    writeProject(folder, [{ path: 'node.py', text: 'mine' }], false)
    expect(() => writeProject(folder, files, false)).toThrow(InTheWayError)
    expect(() => writeProject(folder, files, false)).toThrow(/Nothing was written: node\.py is there already.*--force/)
    expect(readFileSync(join(folder, 'node.py'), 'utf8')).toBe('mine')
    expect(existsSync(join(folder, '.github'))).toBe(false)
    writeProject(folder, files, true)
    expect(readFileSync(join(folder, 'node.py'), 'utf8')).toBe('#!/usr/bin/env python3\n')
  })

  it('refuses a folder that is a file', () => {
    writeFileSync(join(work, 'file'), '')
    expect(() => writeProject(join(work, 'file'), files, true)).toThrow(/is a file/)
  })
})

describe('packageName', () => {
  it.each([
    ['raft', 'raft'],
    ['My Raft (2)', 'my-raft-2'],
    ['.hidden', 'hidden'],
    ['日本', 'echo'],
    ['node_modules', 'echo'],
  ])('makes of the folder %j the name %j', (folder, name) => {
    expect(packageName(folder, 'echo')).toBe(name)
  })
})
