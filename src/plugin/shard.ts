/**
 * `vitest --shard=1/3` gives every machine other files. A file that calls `explore()` runs on all of them instead, and each tries its share of the seeds: such a
 * file takes as long as it is given, and a third of its runs takes a third of that.
 */

import { readFileSync } from 'node:fs'
import type { TestSequencer, TestSpecification, Vitest } from 'vitest/node'

/** Whether a test file is one that all machines share. Where `explore()` is called from elsewhere, its file stays with one machine, whole. */
export function isShared(file: string): boolean {
  return /\bexplore\s*\(/.test(readFileSync(file, 'utf8'))
}

/** Puts the files that all machines share back into what Vitest's own splitting leaves for this one. */
export function shareExplorations({ config }: Vitest): void {
  if (config.shard === undefined) return
  const Split = config.sequence.sequencer
  config.sequence.sequencer = class implements TestSequencer {
    readonly #split: TestSequencer
    constructor(vitest: Vitest) {
      this.#split = new Split(vitest)
    }

    async shard(files: TestSpecification[]): Promise<TestSpecification[]> {
      const shared = files.filter(({ moduleId }) => isShared(moduleId))
      const others = files.filter(file => !shared.includes(file))
      return [...(await this.#split.shard(others)), ...shared]
    }

    sort(files: TestSpecification[]) {
      return this.#split.sort(files)
    }
  }
}
