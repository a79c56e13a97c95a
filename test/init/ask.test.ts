/** The questions, answered by keys. */

import { PassThrough } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { type Answers, ask } from '../../src/init/ask.ts'
import { language } from './projects.ts'

const ENTER = '\r'
const DOWN = '\u001b[B'
const CTRL_C = '\u0003'

/** Asks, and types one key (or text) after the other, each when a question stands on the screen. */
async function answering(known: Answers, ...keys: string[]) {
  const input = new PassThrough()
  const output = new PassThrough()
  let screen = ''
  output.on('data', chunk => {
    screen += chunk
  })
  const typing = setInterval(() => {
    const key = keys.shift()
    if (key !== undefined) input.write(key)
  }, 30)
  try {
    return { answers: await ask(known, { input, output }), screen: stripVTControlCharacters(screen) }
  } finally {
    clearInterval(typing)
  }
}

describe('ask', () => {
  it('asks for language, workload, runner and folder, and offers what most take', async () => {
    const { answers, screen } = await answering({}, ENTER, ENTER, ENTER, ENTER)
    expect(answers).toEqual({ language: language('js'), workload: 'echo', runner: 'vitest', folder: './echo' })
    for (const question of ['which language', 'going to do', 'test runner', 'which folder'])
      expect(screen).toContain(question)
  })

  it('takes the answers', async () => {
    const { answers } = await answering({}, DOWN, DOWN, ENTER, DOWN, DOWN, ENTER, DOWN, ENTER, '-course', ENTER)
    expect(answers).toEqual({
      language: language('python'),
      workload: 'broadcast',
      runner: 'jest',
      folder: './broadcast-course',
    })
  })

  it('does not ask what is known', async () => {
    const known = { language: language('go'), runner: 'vitest', folder: 'here' } as const
    const { answers, screen } = await answering(known, DOWN, ENTER)
    expect(answers).toEqual({ ...known, workload: 'unique-ids' })
    expect(screen).not.toMatch(/which language|test runner|which folder/)
  })

  it('stops when the user gives up', async () => {
    const { answers, screen } = await answering({}, ENTER, CTRL_C)
    expect(answers).toBeUndefined()
    expect(screen).toContain('Nothing was written.')
  })
})
