/**
 * The inside of a node's realm: everything that a program of Node's finds around it, made in the realm itself, so that its classes are
 * the program's own. Bundled into one script, which is run once in the context of every node; `bridge` leads to the host.
 */

import { outermost } from './async-hooks.ts'
import type { Control } from './bridge.ts'
import { installGlobals } from './globals.ts'
import * as loop from './loop.ts'
import { builtin, createRequire } from './modules.ts'
import * as process from './process.ts'
import { installStacks } from './stacks.ts'
import * as stdio from './stdio.ts'

installStacks()
installGlobals()

const RESERVED = new Set(['eval', 'undefined', 'crypto'])
const globals: Record<string, unknown> = {}
for (const name of Object.getOwnPropertyNames(globalThis)) {
  if (/^[A-Za-z_$][\w$]*$/.test(name) && !RESERVED.has(name))
    globals[name] = (globalThis as Record<string, unknown>)[name]
}

/** Something comes from outside of the node. */
function outside<T>(action: (value: T) => void, value: T): void {
  if (outermost.run === undefined) loop.call(action, value)
  else outermost.run(() => loop.call(action, value))
}

const entry = bridge.config.argv[1] as string

export const control: Control = {
  globals,
  builtin,
  require: createRequire(entry),
  main: { module: undefined },
  start(program) {
    outside(() => {
      const result = program()
      if (!(result instanceof Promise)) return
      process.topLevel.unsettled = true
      result.then(
        () => {
          process.topLevel.unsettled = false
        },
        error => {
          process.topLevel.unsettled = false
          const rethrow = () => {
            throw error
          }
          loop.run(rethrow, undefined, [])
        },
      )
    }, undefined)
  },
  deliver(line) {
    outside(stdio.deliver, line)
  },
  end() {
    outside(stdio.end, undefined)
  },
  rejected: process.rejected,
  runTicks: loop.runTicks,
  ticking: loop.ticking,
  alive: loop.isAlive,
  idle: process.idle,
  crash: process.crash,
}
