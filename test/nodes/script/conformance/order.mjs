// The same from an ES module.

import { EventEmitter, on, once } from 'node:events'
import { setInterval as every, setImmediate as immediate, setTimeout as sleep } from 'node:timers/promises'
import { callbackify, promisify } from 'node:util'

const log = (...args) => console.log(...args)
process.nextTick(() => log('tick'))
Promise.resolve().then(() => log('reaction'))
log('main')
await null
log('after await')
log(await sleep(5, 'slept'), await immediate('immediate'))
let n = 0
for await (const value of every(3, 'every')) {
  log(value)
  if (++n === 3) break
}
const aborter = new AbortController()
setTimeout(() => aborter.abort(), 10)
try {
  await sleep(1000, null, { signal: aborter.signal })
} catch (error) {
  log(error.name, error.code, error instanceof Error, aborter.signal.aborted, aborter.signal.reason.name)
}
const emitter = new EventEmitter()
setTimeout(() => emitter.emit('once', 1, 2), 1)
log(await once(emitter, 'once'))
setTimeout(() => {
  for (const i of [1, 2, 3]) emitter.emit('on', i)
}, 1)
for await (const [value] of on(emitter, 'on')) {
  log('on', value)
  if (value === 3) break
}
setTimeout(() => emitter.emit('error', new TypeError('bad')), 1)
await once(emitter, 'never').catch(error => log('once rejects', String(error)))
await promisify(setTimeout)(2)
log(await promisify((a, callback) => setTimeout(() => callback(null, a + 1), 1))(1))
callbackify(async a => a * 2)(21, (error, value) => log(error, value))
log(await Promise.race([sleep(50, 'slow'), sleep(10, 'fast')]))
log(await Promise.allSettled([sleep(1, 'a'), Promise.reject(Object.assign(new Error('b'), { stack: 'stack' }))]))
const target = new EventTarget()
target.addEventListener('x', event => log(event.type, event instanceof Event, event.target === target), { once: true })
target.dispatchEvent(new Event('x'))
target.dispatchEvent(new Event('x'))
log(AbortSignal.abort('why').reason, AbortSignal.any([AbortSignal.abort('first')]).reason)
const signal = AbortSignal.timeout(5)
await sleep(20)
log(signal.aborted, signal.reason.name)
