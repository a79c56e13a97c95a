/**
 * `@jepsen-ts/maelstrom/plugin`, for vitest.config.ts:
 *
 *     export default defineConfig({ plugins: [maelstrom()] })
 *
 * registers the matchers in every test file, shows progress on a terminal, adds runs to the reports of Vitest (HTML, JUnit, verbose) and of GitHub Actions,
 * in watch mode runs the tests of a program again when one of its files is saved, and lets the machines of `--shard` share the seeds of `explore()`.
 */

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Vite, Vitest } from 'vitest/node'
import { NAME, type Wanted } from './channel.ts'
import { MaelstromReporter, reporterName } from './reporter.ts'
import { shareExplorations } from './shard.ts'

/** The set-up file: beside this one in the package, or in the sources. */
const SETUP = ['./vitest.js', '../../matchers/vitest.ts']
  .map(path => fileURLToPath(new URL(path, import.meta.url)))
  .find(path => existsSync(path))

/** Each configuration has one reporter, however many projects share it; when Vitest reads its configuration again, there is another. */
const installed = new WeakMap<object, MaelstromReporter>()

/** The Vite plugin. Takes no options. */
export function maelstrom(): Vite.Plugin {
  return {
    name: '@jepsen-ts/maelstrom',
    config: () => ({ test: { setupFiles: SETUP === undefined ? [] : [SETUP] } }),
    configureVitest({ vitest, project }) {
      install(vitest)
      project.provide(NAME as never, wishes(vitest) as never)
    },
  }
}

export default maelstrom

/** Whether somebody looks at the screen. */
const onTerminal = () => process.stdout.isTTY === true && !process.env.CI

function wishes({ config }: Vitest): Wanted {
  const names = config.reporters.map(reporterName)
  // A blob becomes any kind of report later.
  const has = (...wanted: string[]) => names.some(name => [...wanted, 'blob', 'BlobReporter'].includes(name))
  return {
    sources: config.watch,
    progress: onTerminal(),
    properties: has('junit', 'JUnitReporter'),
    attachments: has('html', 'HTMLReporter') || config.ui === true,
    shard: config.shard,
  }
}

function install(vitest: Vitest): void {
  const { config } = vitest
  if (installed.has(config)) return
  const reporter = new MaelstromReporter(onTerminal())
  installed.set(config, reporter)
  config.reporters.push(reporter)
  shareExplorations(vitest)
  if (!config.watch) return
  // Runs write many files, none of which is a reason to look for tests.
  vitest.vite.watcher.unwatch(join(config.root, 'maelstrom-results'))
  config.watchTriggerPatterns = [
    ...(config.watchTriggerPatterns ?? []),
    { pattern: /.*/, testsToRun: file => testsToRun(vitest, reporter, file) },
  ]
}

/** The test files to run after a save; undefined leaves the decision to Vitest. */
function testsToRun(vitest: Vitest, reporter: MaelstromReporter, file: string): string[] | undefined {
  const affected = reporter.watch.testFilesOf(file)
  if (affected.length === 0) return undefined
  const again = new Set([...affected, ...importersOf(vitest, file)])
  if (affected.some(testFile => reporter.isRunning(testFile))) {
    // Its verdict would be about a program that is no more; the other test files that are cut off have to run as well.
    for (const testFile of reporter.unfinished) again.add(testFile)
    void vitest.cancelCurrentRun('keyboard-input')
  }
  return [...again]
}

/** Test files that import the file, which Vitest does not look for where others have been named. */
function importersOf(vitest: Vitest, file: string): string[] {
  const known = new Set(vitest.state.getFilepaths())
  const seen = new Set<unknown>()
  const found: string[] = []
  for (const { vite } of vitest.projects) {
    for (const { moduleGraph } of Object.values(vite.environments)) {
      const queue = [...(moduleGraph.getModulesByFile(file) ?? [])]
      for (let module = queue.pop(); module !== undefined; module = queue.pop()) {
        if (seen.has(module)) continue
        seen.add(module)
        if (module.file !== null && known.has(module.file)) found.push(module.file)
        queue.push(...module.importers)
      }
    }
  }
  return found
}
