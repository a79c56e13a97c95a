/** Which host runs a node's program: a process on the real clock; a script or a function in virtual time. */

import { extname, resolve } from 'node:path'
import { pointing } from '../explanations/pointer.ts'
import type { ResolvedOptions } from '../options.ts'
import type { Random } from '../random.ts'
import type { Clock } from '../time/clock.ts'
import { functionHost } from './function-host.ts'
import type { NodeHost } from './host.ts'
import { processHost } from './process-host.ts'
import { scriptHost } from './script/script-host.ts'

/** The program cannot be run in virtual time. */
export class NotSimulatedError extends Error {
  override readonly name = 'NotSimulatedError'
  constructor(program: string) {
    super(
      pointing(
        'NotSimulatedError',
        `${program} cannot be run in virtual time. There, a node is a JavaScript or TypeScript program (bin: './node.js', './node.ts'; .mjs, .cjs, .mts, .cts) ` +
          "or a function (node: defineNode(…)). Programs in other languages run on the real clock: leave out clock: 'virtual'.",
      ),
    )
  }
}

const SCRIPTS = new Set(['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts'])

export function chooseHost(options: ResolvedOptions, cwd: string, clock: Clock, random: Random): NodeHost {
  const { bin, args, env, node } = options.given
  if (!clock.virtual) return processHost({ bin: bin!, args, env, cwd })
  if (node !== undefined) return functionHost({ node, clock, random })
  const [program, first] = scriptOf(bin!, cwd)
  return scriptHost({ entry: program, args: [...first, ...(args ?? [])], env, cwd, clock, random })
}

/** The script of a `bin`, and the arguments that stand in it: `'node.js'`, `['node', 'node.js', '--fast']`. */
function scriptOf(bin: string | readonly string[], cwd: string): [string, readonly string[]] {
  const [name = '', ...rest] = typeof bin === 'string' ? [bin] : bin
  const [program = '', ...args] =
    (name === 'node' || name === process.execPath) && rest.length > 0 ? rest : [name, ...rest]
  const path = resolve(cwd, program)
  if (!SCRIPTS.has(extname(path))) throw new NotSimulatedError(JSON.stringify(bin))
  return [path, args]
}
