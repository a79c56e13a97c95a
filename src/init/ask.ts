/** The questions that are asked on a terminal for what the command line leaves open. */

import type { Readable, Writable } from 'node:stream'
import { WORKLOADS } from '../workloads/index.ts'
import { type Choices, DEFAULTS, languageNamed, RUNNERS, type Runner, workloadNamed } from './choices.ts'
import { EXERCISES } from './exercises.ts'
import { LANGUAGES } from './languages.ts'

/** Everything that a user may say beforehand. */
export interface Answers extends Partial<Choices> {
  readonly folder?: string
}

/** Where questions appear and answers come from; the terminal if absent. */
export interface Terminal {
  readonly input?: Readable
  readonly output?: Writable
}

/** Asks for what is not known; undefined when the user gives up. */
export async function ask(known: Answers, terminal: Terminal = {}): Promise<Required<Answers> | undefined> {
  // Only here: whoever runs a test from a shell need not wait for it.
  const { cancel, intro, isCancel, select, text } = await import('@clack/prompts')
  intro('A new project for a distributed algorithm', terminal)
  const language =
    known.language?.id ??
    (await select({
      ...terminal,
      message: 'In which language do you write your node?',
      options: LANGUAGES.map(({ id, name, virtual }) => ({
        value: id,
        label: name,
        hint: virtual === true ? 'can also run in simulated time' : '',
      })),
      initialValue: DEFAULTS.language.id,
    }))
  if (isCancel(language)) return void cancel('Nothing was written.', terminal)
  const workload =
    known.workload ??
    (await select({
      ...terminal,
      message: 'What is it going to do?',
      options: Object.keys(WORKLOADS).map(name => ({ value: name, hint: EXERCISES[workloadNamed(name)].test })),
      initialValue: DEFAULTS.workload as string,
      maxItems: 10,
    }))
  if (isCancel(workload)) return void cancel('Nothing was written.', terminal)
  const runner =
    known.runner ??
    (await select<Runner>({
      ...terminal,
      message: 'Which test runner?',
      options: RUNNERS.map(value => ({ value, label: value === 'vitest' ? 'Vitest' : 'Jest' })),
      initialValue: DEFAULTS.runner,
    }))
  if (isCancel(runner)) return void cancel('Nothing was written.', terminal)
  const folder =
    known.folder ?? (await text({ ...terminal, message: 'In which folder?', initialValue: `./${workload}` }))
  if (isCancel(folder)) return void cancel('Nothing was written.', terminal)
  return { language: languageNamed(language), workload: workloadNamed(workload), runner, folder: folder.trim() || '.' }
}
