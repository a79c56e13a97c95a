/** A program's files through a crash of its machine. */

import { expect, it } from 'vitest'
import { random } from '../../../src/random.ts'
import { started } from '../script/texts.ts'

const LOG = `
import fs from 'node:fs'
const file = process.env.MAELSTROM_DATA_DIR + '/log'
if (fs.existsSync(file)) console.log(fs.readFileSync(file, 'utf8').split('\\n').filter(Boolean).join(' '))
const fd = fs.openSync(file, 'a')
process.stdin.on('data', text => {
  fs.writeSync(fd, text)
  if (String(text).startsWith('sync')) fs.fsyncSync(fd)
})`

it('what was synced is there after a crash; what was not may be gone, or cut off', async () => {
  const found = new Set<string>()
  for (let seed = 0; seed < 40; seed++) {
    const { stepper, host } = await started(LOG)
    for (const line of ['a', 'sync', 'b', 'c']) stepper.nodes.get('n1')!.deliver(line)
    await stepper.nodes.get('n1')!.kill()
    host.disk('n1').crash({ loseUnsynced: true, random: random(seed) })
    await stepper.start(host)
    found.add(stepper.out()[0] as string)
  }
  expect([...found].sort()).toEqual(['a sync', 'a sync b', 'a sync b c'])
})

it('a kill alone loses nothing, and nodes do not share their disks', async () => {
  const { stepper, host } = await started(LOG)
  await stepper.start(host, 'n2')
  stepper.nodes.get('n1')!.deliver('a')
  await stepper.nodes.get('n1')!.kill()
  await stepper.nodes.get('n2')!.kill()
  await stepper.start(host)
  await stepper.start(host, 'n2')
  expect(stepper.out('n1')).toEqual(['a'])
  expect(stepper.out('n2')).toEqual([''])
})

it('asynchronous forms take the time that the disk takes', async () => {
  const { stepper } = await started(
    `import fs from 'node:fs/promises'
     const start = performance.now()
     await fs.writeFile('/tmp/x', 'y')
     console.log(await fs.readFile('/tmp/x', 'utf8'), performance.now() - start)`,
    { diskLatency: 5_000_000 },
  )
  await stepper.run(1e9)
  expect(stepper.out()).toEqual(['y 10'])
})
