/**
 * The process that we really run in. Jest gives test files a copy of `process`, by every way to ask for it, whose events never fire:
 * a 'disconnect' that is listened to there is never heard. But core modules come from outside, and so do their functions.
 */
import { spawn } from 'node:child_process'

function find(): NodeJS.Process {
  try {
    return (spawn.constructor as FunctionConstructor)('return process')() as NodeJS.Process
  } catch {
    // Code from strings is forbidden (--disallow-code-generation-from-strings).
    return process
  }
}

export const hostProcess: NodeJS.Process = find()
