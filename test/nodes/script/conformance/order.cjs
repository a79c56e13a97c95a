// The order of ticks, promise reactions, timers and immediates, from a CommonJS main.
const log = (...args) => console.log(...args)
log('main')
setTimeout(() => {
  log('timeout 1')
  process.nextTick(() => log('tick in timeout'))
  Promise.resolve().then(() => log('reaction in timeout'))
}, 20)
setTimeout(() => log('timeout 2'), 20)
setTimeout(() => log('timeout 0, as 1'), 5)
setImmediate(() => log('immediate'))
Promise.resolve()
  .then(() => {
    log('reaction 1')
    process.nextTick(() => log('tick in reaction'))
  })
  .then(() => log('reaction 2'))
process.nextTick((a, b) => log('tick', a, b), 'a', 'b')
queueMicrotask(() => log('microtask'))
;(async () => {
  log('async')
  await null
  log('after await')
  for await (const value of [1, Promise.resolve(2)]) log('value', value)
})()
const interval = setInterval(() => {
  log('interval')
  if (++count === 3) clearInterval(interval)
}, 40)
let count = 0
const cancelled = setTimeout(() => log('never'), 10)
clearTimeout(cancelled)
const byNumber = +setTimeout(() => log('never'), 10)
clearTimeout(byNumber)
setTimeout(() => log('unref, never'), 1000).unref()
const late = setTimeout(() => log('refreshed'), 60)
setTimeout(() => late.refresh(), 30)
process.on('beforeExit', code => {
  log('beforeExit', code)
  if (!again) setTimeout(() => log('revived'), 1)
  again = true
})
let again = false
process.on('exit', code => log('exit', code, process.exitCode))
