/** Programs that are written in the test itself. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { type ScriptHost, type ScriptHostOptions, scriptHost } from '../../../src/nodes/script/script-host.ts'
import { Stepper } from './stepper.ts'

const folder = mkdtempSync(join(tmpdir(), 'maelstrom-texts-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let count = 0

/** Writes files into a folder of their own; returns it. */
export function files(texts: Readonly<Record<string, string>>): string {
  const place = join(folder, String(count++))
  for (const [name, text] of Object.entries(texts)) {
    mkdirSync(join(place, name, '..'), { recursive: true })
    writeFileSync(join(place, name), text)
  }
  return place
}

export interface Running {
  readonly stepper: Stepper
  readonly host: ScriptHost
  readonly folder: string
}

/** A host for a program that is given as text. */
export async function hosting(
  text: string,
  options: Partial<ScriptHostOptions> & { readonly name?: string; readonly seed?: number } = {},
): Promise<Running> {
  const { name = 'node.mjs', seed = 1, ...rest } = options
  const cwd = files({ [name]: text })
  const stepper = new Stepper(seed)
  const host = scriptHost({ entry: name, cwd, clock: stepper.clock, random: stepper.random, ...rest })
  await host.prepare()
  return { stepper, host, folder: cwd }
}

/** The same, with node n1 started. */
export async function started(...args: Parameters<typeof hosting>): Promise<Running> {
  const running = await hosting(...args)
  await running.stepper.start(running.host)
  return running
}
