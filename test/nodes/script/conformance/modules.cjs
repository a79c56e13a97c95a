// What the modules of Node do that programs of this kind use.
const util = require('util')
const assert = require('assert')
const path = require('node:path')
const url = require('url')
const EventEmitter = require('events')
const { StringDecoder } = require('string_decoder')
const crypto = require('crypto')
const zlib = require('zlib')
const querystring = require('querystring')
const log = (...args) => console.log(...args)
const attempt = fn => {
  try {
    return fn()
  } catch (error) {
    return [error.name, error.code, error instanceof Error, error.message.split('\n')[0]]
  }
}

log(
  util.format('%s %d %j %o %%', 'a', 1, { b: 2 }, [3]),
  util.inspect({ a: { b: { c: { d: 1 } } }, m: new Map([[1, { x: 2 }]]) }, { depth: 1 }),
)
log(
  {
    date: new Date(0),
    re: /x/g,
    set: new Set([1]),
    err: String(new RangeError('r')),
    fn() {},
    [Symbol('s')]: 1,
    big: 10n,
  },
  null,
  undefined,
  -0,
)
log(
  [1, , 3],
  new Uint8Array(3),
  Buffer.from('hello'),
  new (class Foo {
    a = 1
  })(),
  Object.create(null),
  Promise.resolve(1),
)
log(
  util.isDeepStrictEqual({ a: [1, new Date(1)] }, { a: [1, new Date(1)] }),
  util.types.isPromise(Promise.resolve()),
  util.types.isDate(new Date()),
)
log(util.inspect(new Proxy({}, {})), util.inspect('a\n\'"'), util.inspect({ [util.inspect.custom]: () => 'custom' }))
log(util.parseArgs({ args: ['--x', '1', 'y'], options: { x: { type: 'string' } }, allowPositionals: true }).values.x)

log(
  attempt(() => assert.strictEqual(1, 2)),
  attempt(() => assert.deepStrictEqual({ a: 1 }, { a: 2 })),
  attempt(() => assert(false, 'told')),
)
log(
  attempt(() =>
    assert.throws(() => {
      throw new TypeError('x')
    }, TypeError),
  ),
  attempt(() => assert.throws(() => {})),
  attempt(() => assert.equal(1, '1')),
)
log(
  attempt(() =>
    assert.throws(() => {
      throw new TypeError('x')
    }, /y/),
  ),
  new assert.AssertionError({ actual: 1, expected: 2, operator: 'strictEqual' }).message.split('\n')[0],
)

log(
  path.join('/a', '..', 'b', './c.txt'),
  path.parse('/x/y.tar.gz'),
  path.relative('/a/b', '/a/c/d'),
  path.isAbsolute('x'),
  path.posix === path,
  path.extname('a.b'),
)
log(url.fileURLToPath('file:///a%20b'), url.pathToFileURL('/a b').href, new URL('/x?y=1#z', 'http://h:1/p').search, [
  ...new URLSearchParams('a=1&b=2'),
])
log(attempt(() => new URL('nonsense')).slice(0, 2), querystring.parse('a=1&a=2&b=%20'))

const emitter = new EventEmitter()
emitter.once('a', (...args) => log('once', args))
emitter.on('a', function (x) {
  log('on', x, this === emitter)
})
emitter.prependListener('a', () => log('first'))
log(
  emitter.emit('a', 1, 2),
  emitter.emit('a', 3),
  emitter.emit('b'),
  emitter.listenerCount('a'),
  emitter.eventNames(),
  EventEmitter.defaultMaxListeners,
)
log(
  attempt(() => emitter.emit('error', new RangeError('unheard'))),
  emitter instanceof EventEmitter,
  emitter.rawListeners('a').length,
)

const bytes = Buffer.from('żółw', 'utf8')
log(
  bytes,
  bytes.length,
  bytes.toString('hex'),
  bytes.toString('base64'),
  bytes.slice(0, 2),
  bytes.subarray(-2),
  Buffer.isBuffer(bytes),
  bytes instanceof Uint8Array,
)
log(
  Buffer.concat([Buffer.from([1, 2]), Buffer.alloc(2, 7)]),
  Buffer.compare(Buffer.from('a'), Buffer.from('b')),
  Buffer.byteLength('żó'),
  bytes.equals(Buffer.from('żółw')),
  JSON.stringify(Buffer.from('hi')),
)
const words = Buffer.alloc(16)
words.writeUInt32BE(0xdeadbeef, 0)
words.writeDoubleLE(1.5, 4)
words.writeBigInt64BE(-5n, 8)
log(
  words,
  words.readUInt32BE(0),
  words.readInt16LE(1),
  words.indexOf(0xef),
  words.includes(1),
  words.fill('ab', 12).toString('latin1', 12),
  [...words.entries()].length,
)
log(
  attempt(() => words.readUInt8(99))[1],
  attempt(() => Buffer.from(5)).slice(0, 2),
  attempt(() => Buffer.from('x', 'nope'))[1],
  Buffer.from('7468', 'hex').toString(),
  Buffer.from(new Uint16Array([1, 258])),
)
log(
  Buffer.from('abc')
    .map(x => x + 1)
    .toString(),
  Buffer.from('abc').at(-1),
  new Buffer.from('abc').constructor === Buffer,
  Buffer.of(1, 2),
  Buffer.from({ type: 'Buffer', data: [1] }),
  atob(btoa('x')),
)
const decoder = new StringDecoder('utf8')
log(decoder.write(bytes.subarray(0, 1)) + decoder.write(bytes.subarray(1)) + decoder.end())
log(
  new TextDecoder().decode(new TextEncoder().encode('żółw')),
  new TextEncoder().encode('a') instanceof Uint8Array,
  new TextEncoder().encodeInto('żó', new Uint8Array(3)),
)

log(
  crypto.createHash('sha256').update('a').update(Buffer.from('b')).digest('hex'),
  crypto.createHmac('md5', 'k').update('x').digest(),
  crypto.createHash('sha1').copy().digest('base64'),
)
log(
  crypto.timingSafeEqual(Buffer.from('a'), Buffer.from('a')),
  crypto.randomBytes(8).length,
  crypto.randomUUID().length,
  crypto.randomInt(1, 2),
  crypto.getRandomValues(new Uint8Array(2)).length,
)
log(
  crypto.pbkdf2Sync('p', 's', 10, 8, 'sha1'),
  attempt(() => crypto.createHash('nope')).slice(0, 1),
  attempt(() => crypto.randomInt(0)).slice(0, 2),
)
const key = Buffer.alloc(32, 1)
const cipher = crypto.createCipheriv('aes-256-cbc', key, Buffer.alloc(16))
log(Buffer.concat([cipher.update('secret'), cipher.final()]))
log(
  zlib.gunzipSync(zlib.gzipSync('zip')).toString(),
  zlib.inflateSync(zlib.deflateSync(Buffer.from('zap'))) instanceof Uint8Array,
)

const original = {
  d: new Date(5),
  m: new Map([[{ k: 1 }, new Set([1])]]),
  a: [1, , 2],
  r: /x/gi,
  e: new TypeError('t'),
  u: new Uint8Array([1]),
  n: undefined,
}
original.self = original
const copy = structuredClone(original)
copy.e.stack = 'TypeError: t'
log(
  copy,
  copy.self === copy,
  copy.d instanceof Date,
  copy.m instanceof Map,
  copy.e instanceof TypeError,
  attempt(() => structuredClone(() => {})).slice(0, 1),
)
log(
  [] instanceof Array,
  {} instanceof Object,
  (() => {}) instanceof Function,
  Promise.resolve() instanceof Promise,
  new Error() instanceof Error,
  process.argv instanceof Array,
  path.parse('a') instanceof Object,
)
log(
  typeof require,
  typeof module,
  require.main === module,
  typeof __filename,
  path.basename(__filename),
  this === module.exports,
  typeof globalThis.global,
)
log(
  require('fs') === require('node:fs'),
  typeof require('./data.json'),
  require('worker_threads').isMainThread,
  require('cluster').isPrimary,
  require('http').METHODS instanceof Array,
)
log(
  new Intl.NumberFormat().format(1234567.891),
  (1234.5).toLocaleString(),
  ['ä', 'a', 'z'].sort((a, b) => a.localeCompare(b)),
  new Intl.DateTimeFormat().resolvedOptions().timeZone,
)
console.error('to stderr')
console.group('group')
console.log('inside\ntwo lines')
console.groupEnd()
console.table([{ a: 1, b: 2 }, { a: 3 }])
console.assert(true, 'never')
console.count()
console.count()
console.dir({ a: { b: { c: {} } } }, { depth: 0 })
process.stdout.write('partial, ')
process.stdout.write(Buffer.from('then the rest\n'))
util.deprecate(() => log('deprecated'), 'old')()
process.nextTick(() => log(process.exitCode))
