/** The pictures of a run, written into its folder: one page for a reader, and the diagrams as files for CI. */

import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DIAGRAMS } from './diagrams/index.ts'
import { writePage } from './page/write-page.ts'
import { filesOf, type ReadRunOptions, readRun } from './run-data.ts'

/** Reads the run in `folder` back and writes index.html and the diagrams there. Throws NotARunError where there is none. */
export async function writeReport(folder: string, options: ReadRunOptions = {}): Promise<void> {
  const run = readRun(folder, options)
  for (const [file, draw] of Object.entries(DIAGRAMS)) writeFileSync(join(folder, file), draw(run))
  // The page lists the files, the diagrams among them.
  await writePage({ ...run, files: filesOf(folder) }, folder)
}

/** Milliseconds that a report takes on a slow machine: the page of a long run is dear, its journal is only read. */
function slowest(folder: string): number {
  const bytes = statSync(join(folder, 'messages.jsonl'), { throwIfNoEntry: false })?.size ?? 0
  return 300 + Math.min(4000, bytes / 1e4) + bytes / 1e5
}

/**
 * As `writeReport`, at the end of a run: what fails here must not fail the run, and is told in one line. With too little of the test's time left (`timeLeft`,
 * in milliseconds) nothing is written: a test that runs into its limit says less than one without pictures.
 */
export async function reportRun(
  folder: string,
  timeLeft: number | undefined,
  print: (line: string) => void,
): Promise<void> {
  try {
    if (timeLeft !== undefined && timeLeft < slowest(folder))
      print(
        `maelstrom: too little of the test's time is left to draw ${folder}; npx maelstrom serve does it when asked.`,
      )
    else await writeReport(folder)
  } catch (error) {
    const why = error instanceof Error ? `${error.name}: ${error.message.split('\n')[0]}` : String(error)
    print(
      `maelstrom: the page and the diagrams of ${folder} could not be written (${why}). The run itself is complete.`,
    )
  }
}
