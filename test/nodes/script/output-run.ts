/** What a program of the conformance tests prints in virtual time, as lines: `node output-run.ts NAME` under any loader of TypeScript. */

import { join } from 'node:path'
import { scriptHost } from '../../../src/nodes/script/script-host.ts'
import { SECOND } from '../../../src/time/clock.ts'
import { Stepper } from './stepper.ts'

const stepper = new Stepper(1)
const entry = process.argv[2] as string
const cwd = join(import.meta.dirname, 'conformance')
await stepper.start(scriptHost({ entry, cwd, clock: stepper.clock, random: stepper.random }))
await stepper.run(SECOND)
process.stdout.write(`${stepper.out().join('\n')}\n`)
process.stderr.write(stepper.log().join('\n'))
