// One measurement in a process of its own, so that its peak memory is its own: shape and options in, one JSON line out.

import { checkListAppend } from '../src/list-append/check.ts'
import type { RwRegisterOptions } from '../src/options.ts'
import { checkRwRegister } from '../src/rw-register/check.ts'
import { benchmarkHistory, type Shape } from './history.ts'

const { shape, options } = JSON.parse(process.argv[2]!) as { shape: Shape; options: RwRegisterOptions }
const check = shape.workload === 'list-append' ? checkListAppend : checkRwRegister
check(benchmarkHistory({ ...shape, transactions: 5000 }), options) // warms up the compiler, as a suite of tests would
const history = benchmarkHistory(shape)
const heldBefore = process.memoryUsage().rss
const start = performance.now()
const cpuBefore = process.cpuUsage()
const { valid, anomalyTypes } = check(history, options)
const seconds = (performance.now() - start) / 1000
const cpu = process.cpuUsage(cpuBefore)
const cpuSeconds = (cpu.user + cpu.system) / 1e6 // of this check, its garbage collection included; steadier than the clock on a busy machine
const peak = process.resourceUsage().maxRSS / 1024
console.log(
  JSON.stringify({
    seconds,
    cpuSeconds,
    historyMegabytes: heldBefore / 2 ** 20,
    peakMegabytes: peak,
    valid,
    anomalyTypes,
  }),
)
