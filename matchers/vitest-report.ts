/** Leaves notes about runs in Vitest's reports, and tells Vitest's main process, if the plugin listens there, how far they are. */

import { existsSync } from 'node:fs'
import { join, relative } from 'node:path'
// Imported by name, so that a test's fake timers, which replace the globals, leave reports alone.
import { setImmediate } from 'node:timers'
import { inject, recordArtifact, type TestContext } from 'vitest'
import type { Progress, RunReport, TestEnvironment } from '../src/environment.ts'
import { addRun, NAME, type Told, verdictWord, type Wanted } from '../src/plugin/channel.ts'
import { isShared } from '../src/plugin/shard.ts'

type Task = TestContext['task']
type File = Task['file']

/** What a run leaves in its folder for eyes, in the order of interest. */
const PICTURES: readonly (readonly [file: string, contentType: string])[] = [
  ['index.html', 'text/html'],
  ['messages.svg', 'image/svg+xml'],
  ['timeline.svg', 'image/svg+xml'],
  ['latency-raw.svg', 'image/svg+xml'],
  ['latency-quantiles.svg', 'image/svg+xml'],
  ['rate.svg', 'image/svg+xml'],
]

let runs = 0

/** For a run in a test; or in a hook of a suite, whose file is all that is known. */
export function reporting(
  task: Task | undefined,
  file: File | undefined,
): Pick<TestEnvironment, 'uses' | 'report' | 'progress' | 'print' | 'shard'> {
  const wanted = inject(NAME as never) as Wanted | undefined
  const run = ++runs
  const shard = file === undefined || !wanted?.shard || !isShared(file.filepath) ? undefined : wanted.shard
  // Only tests have artifacts; any test of the file will do for what concerns the file.
  const carrier = task ?? firstTest(file)
  let telling: Promise<unknown> | undefined
  const tell = (told: Told): Promise<unknown> => {
    if (carrier === undefined) return Promise.resolve()
    telling = recordArtifact(carrier, told as never)
      .then(artifact => {
        // Over and done with: neither this process nor a report should keep hundreds of them.
        const { artifacts } = carrier
        const at = artifacts.indexOf(artifact)
        if (at !== -1) artifacts.splice(at, 1)
      })
      .catch(() => {})
      .finally(() => {
        telling = undefined
      })
    return telling
  }
  return {
    ...(wanted?.sources === true
      ? { uses: async sources => void (await tell({ type: 'maelstrom:sources', sources })) }
      : {}),
    ...(wanted?.progress === true
      ? {
          progress: (progress: Progress) => {
            // Who cannot keep up misses some.
            if (telling === undefined) void tell({ type: 'maelstrom:progress', run, progress })
          },
        }
      : {}),
    ...(shard === undefined ? {} : { shard: { index: shard.index - 1, count: shard.count } }),
    async report(report) {
      // A message that is under way when a worker ends is an error for Vitest.
      await telling
      if (wanted?.progress === true) await tell({ type: 'maelstrom:progress', run, progress: undefined })
      const holder = task ?? file
      if (holder !== undefined) addRun(holder.meta, report)
      if (task !== undefined) await annotate(task.context, report, wanted)
    },
    // Not process.stdout: this way Vitest says whose it is.
    print: text => console.log(text),
  }
}

async function annotate(context: TestContext, report: RunReport, wanted: Wanted | undefined): Promise<void> {
  const { seed, folder } = report
  const place = folder === undefined ? '' : `, ${relative(process.cwd(), folder)}`
  try {
    // One note at the line that called cluster(), which Vitest finds on the stack; not more, since each becomes a notice on GitHub. On a terminal it would only
    // repeat what a failure says.
    if (wanted === undefined && process.env.CI)
      await context.annotate(`${verdictWord(report)}, seed ${seed}${place}`, NAME)
    if (wanted?.properties === true) {
      await annotateNowhere(context, String(seed), 'seed')
      await annotateNowhere(context, verdictWord(report).toLowerCase(), 'verdict')
      if (folder !== undefined) await annotateNowhere(context, relative(process.cwd(), folder), 'folder')
    }
    if (wanted?.attachments === true && folder !== undefined) {
      for (const [name, contentType] of PICTURES) {
        const path = join(folder, name)
        if (existsSync(path)) await annotateNowhere(context, `${name} of seed ${seed}`, NAME, { path, contentType })
      }
    }
  } catch {
    // The test has ended in the meantime, by its time limit for instance; there is nobody to tell.
  }
}

/** Without a line in the source, so that it is no notice on GitHub: the stack of a timer's callback does not lead to the test. */
function annotateNowhere(
  context: TestContext,
  message: string,
  type: string,
  attachment?: { readonly path: string; readonly contentType: string },
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    setImmediate(() => {
      try {
        context.annotate(message, type, attachment).then(resolve, reject)
      } catch (error) {
        reject(error)
      }
    })
  })
}

function firstTest(parent: { readonly tasks: readonly unknown[] } | undefined): Task | undefined {
  for (const child of (parent?.tasks ?? []) as (Task | { type: 'suite'; tasks: unknown[] })[]) {
    const test = child.type === 'suite' ? firstTest(child) : (child as Task)
    if (test !== undefined) return test
  }
  return undefined
}
