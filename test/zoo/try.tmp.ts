import { ZOO } from '/work/main/examples/zoo/index.ts'
import { hunt } from '/work/main/test/zoo/hunt.ts'
const [list, time, ...variants] = process.argv.slice(2)
for (const name of list!.split(',')) for (const v of variants) {
  const bug = ZOO.find(b => b.name === name)!
  const o = { nemesis: undefined, ...JSON.parse(v) }
  if (o.nemesis === undefined) delete o.nemesis
  const base = { workload: 'lin-kv', nodes: 3, rate: 60, timeLimit: '5s', recovery: '1s' }
  const r = await hunt({ ...bug, options: { ...base, ...o } } as never, { seed: 1, runs: 5000, maxTime: time as '1s' })
  console.log(name, v, r.found ? 'yes' : 'NO', r.seeds, r.cpuSeconds.toFixed(1), '| shrinks', r.shrinks, r.shrinkCpuSeconds.toFixed(1), r.operations, r.faults)
}
