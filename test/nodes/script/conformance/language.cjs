// Scoping and modes of scripts.
const log = (...args) => console.log(...args)
implicit = 5
log(implicit, globalThis.implicit, typeof undeclared, delete globalThis.implicit, typeof implicit)
var Map2 = Map
{
  const Map = 'shadowed'
  log(Map, Map2 === globalThis.Map)
}
log(eval('1 + log.length'), new Function('a', 'return a + typeof process')(1), (0, eval)('typeof globalThis'))
function sloppy() {
  return this === globalThis
}
log(
  sloppy(),
  (function () {
    'use strict'
    return this === undefined
  })(),
)
label: for (const i of [1, 2]) for (const j of [1, 2]) if (j === 2) continue label
globalThis.setTimeout2 = setTimeout
log(
  Object.keys(globalThis).includes('setTimeout2'),
  setTimeout2 === setTimeout,
  globalThis.Object === Object,
  global === globalThis,
)
log(NaN, Infinity, undefined, parseInt('7x'), [3, 1, 2].toSorted(), Object.groupBy ? 'new' : 'new')
class Counter {
  static #count = 0
  static next = () => ++Counter.#count
}
log(Counter.next(), Counter.next(), Counter.name, sloppy.name, (() => {}).name)
const weak = new WeakRef({ a: 1 })
log(weak.deref(), typeof new FinalizationRegistry(() => {}).register({}, 1))
const wasm = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 7, 1, 96, 2, 127, 127, 1, 127, 3, 2, 1, 0, 7, 7, 1, 3, 97, 100, 100, 0, 0, 10, 9, 1,
  7, 0, 32, 0, 32, 1, 106, 11,
])
setTimeout(() => WebAssembly.instantiate(wasm).then(({ instance }) => log(instance.exports.add(2, 3))), 80)
const { AsyncLocalStorage, AsyncResource } = require('async_hooks')
const storage = new AsyncLocalStorage()
storage.run('context', async () => {
  await null
  log(storage.getStore())
  setTimeout(() => log('timer', storage.getStore()), 20)
  process.nextTick(() => log('tick', storage.getStore()))
  queueMicrotask(() => log('microtask', storage.getStore()))
  new Promise(resolve => setTimeout(resolve, 40)).then(() => log('then', storage.getStore()))
})
log(storage.getStore(), typeof AsyncResource.bind)
const shared = new Int32Array(new SharedArrayBuffer(4))
log(Atomics.wait(shared, 0, 0, 5), Atomics.wait(shared, 0, 1, 5))
