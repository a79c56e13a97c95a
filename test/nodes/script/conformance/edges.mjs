// Corners in which a simulation of Node is easily wrong.
import { EventEmitter } from 'node:events'
import fs from 'node:fs'
import { createInterface } from 'node:readline'
import { PassThrough } from 'node:stream'
import { URL as ModuleURL, pathToFileURL } from 'node:url'
import { TextDecoder as UtilTextDecoder } from 'node:util'

const log = (...args) => console.log(...args)
const dir = process.env.MAELSTROM_DATA_DIR
const attempt = fn => {
  try {
    return fn()
  } catch (error) {
    return [error.name, error.code, error instanceof Error, error.message.replaceAll(dir, 'DIR')]
  }
}

// Line ends
for (const chunks of [
  ['a\r\n', 'b\r\n'],
  ['a\r', '\nb\r', '\n'],
  ['a\rb\r\rc\n'],
  ['a\r\n\r\nb'],
  ['a\r'],
  ['a\r', 'b\r\n'],
  ['\r', '\n'],
]) {
  const input = new PassThrough()
  const lines = []
  const closed = new Promise(resolve =>
    createInterface({ input })
      .on('line', line => lines.push(line))
      .on('close', resolve),
  )
  for (const chunk of chunks) input.write(chunk)
  input.end()
  await closed
  log(JSON.stringify(chunks), JSON.stringify(lines))
}

// Encodings of output
process.stdout.write('aGkK', 'base64')
process.stdout.write('6162630a', 'hex')
process.stdout.write('plain\n', 'utf8')
log(attempt(() => process.stdout.write('x', 'nope')).slice(0, 3))

// Errors of what the host lends
log(attempt(() => new URL('x')).slice(0, 3), attempt(() => new URL('/a', 'b')).slice(0, 3))
log(attempt(() => new ModuleURL('x')).slice(0, 3), ModuleURL === URL)
const url = new URL('http://h/a?b=1')
log(
  attempt(() => {
    url.href = 'x'
  })?.slice(0, 3),
  url.href,
)
url.href = 'http://h/c?d=2'
log(
  url,
  url instanceof URL,
  url.constructor === URL,
  URL.name,
  URL.length,
  URL.canParse('x'),
  url.searchParams.get('d'),
)
log(url.searchParams instanceof URLSearchParams, JSON.stringify({ url }), pathToFileURL('/a') instanceof URL)
log(
  fs.readFileSync(new URL('data.json', import.meta.url), 'utf8').trim().length > 0,
  Object.prototype.toString.call(url),
)
class Address extends URL {
  hello() {
    return `hello ${this.host}`
  }
}
log(new Address('http://x').hello(), new Address('http://x') instanceof URL)
log(attempt(() => URL('http://x')).slice(0, 1), attempt(() => new URLSearchParams([['a']])).slice(0, 3))
log(attempt(() => new TextDecoder('nope')).slice(0, 3), attempt(() => new UtilTextDecoder('nope')).slice(0, 3))
const fatal = new TextDecoder('utf-8', { fatal: true })
log(attempt(() => fatal.decode(new Uint8Array([0xff]))).slice(0, 3), fatal.decode(new Uint8Array([0x61])), fatal.fatal)
log(fatal.encoding, new TextDecoder('utf-16le').decode(new Uint8Array([0x61, 0])), fatal instanceof TextDecoder)

const bytes = Buffer.alloc(1)
for (const fail of [
  () => bytes.readUInt8(100),
  () => bytes.readUInt8('1'),
  () => bytes.readDoubleLE(0),
  () => bytes.readBigInt64BE(0),
  () => bytes.writeUInt8(256),
  () => bytes.writeInt32BE(1, 0),
  () => bytes.writeUIntBE(1, 0, 7),
  () => bytes.swap16(),
  () => bytes.toString('nope'),
  () => bytes.fill('a', 'nope'),
  () => bytes.fill('a', 5, 9),
  () => bytes.equals('a'),
  () => bytes.compare(1),
  () => bytes.copy('a'),
  () => bytes.write(5),
  () => bytes.indexOf({}),
]) {
  log(attempt(fail).slice(0, 3))
}
log(bytes.readUInt8.length >= 0, Buffer.from('abc').toString(undefined, 1), Buffer.from('abc').indexOf('c'))

// Emitters
class Careful extends EventEmitter {
  constructor() {
    super({ captureRejections: true })
  }
  [Symbol.for('nodejs.rejection')](error, event, ...args) {
    log('rejection', error.message, event, args)
  }
}
const capturing = new EventEmitter({ captureRejections: true })
capturing.on('error', error => log('error', error.message))
capturing.on('one', async value => {
  throw new Error(`one ${value}`)
})
log(capturing.emit('one', 1))
capturing.on('one', async (...args) => {
  throw new Error(`two ${args}`)
})
log(capturing.emit('one', 2, 3))
const careful = new Careful()
careful.on('event', async () => {
  throw new Error('careful')
})
careful.emit('event', 'a', 'b')
const once = new EventEmitter({ captureRejections: true })
once.once('x', async () => {
  throw new Error('once')
})
once.on('error', async error => {
  log('error', error.message)
  throw new Error('from the listener of error')
})
process.once('unhandledRejection', error => log('unhandled', error.message))
once.emit('x')
await new Promise(resolve => setTimeout(resolve, 20))
log(EventEmitter.captureRejections, attempt(() => new EventEmitter({ captureRejections: 'yes' })).slice(0, 3))
EventEmitter.captureRejections = true
const late = new EventEmitter()
EventEmitter.captureRejections = false
late.on('error', error => log('error', error.message)).on('x', () => Promise.reject(new Error('by default')))
late.emit('x')
await new Promise(resolve => setTimeout(resolve, 20))

function Old() {
  EventEmitter.call(this)
}
Object.setPrototypeOf(Old.prototype, EventEmitter.prototype)
log(
  new Old().on('a', () => {}).emit('a'),
  new EventEmitter().constructor === EventEmitter,
  EventEmitter.name,
  new EventEmitter() instanceof EventEmitter,
  new PassThrough() instanceof EventEmitter,
  process instanceof EventEmitter,
)
for (const value of ['text', 5, { a: 1 }, null, undefined, { message: 'm' }])
  log(attempt(() => new EventEmitter().emit('error', value)))
log(attempt(() => new EventEmitter().emit('error')))
log(attempt(() => new EventEmitter().emit('error', new TypeError('t'))))

// Paths
fs.writeFileSync(`${dir}/file`, 'text')
fs.mkdirSync(`${dir}/made/`)
fs.symlinkSync('made', `${dir}/link`)
log(fs.existsSync(''), fs.existsSync(`${dir}/file/`), fs.existsSync(`${dir}/file`), fs.existsSync(`${dir}/made/`))
for (const fail of [
  () => fs.readFileSync(''),
  () => fs.statSync(''),
  () => fs.mkdirSync(''),
  () => fs.mkdirSync('', { recursive: true }),
  () => fs.readdirSync(''),
  () => fs.writeFileSync('', 'x'),
  () => fs.statSync(`${dir}/file/`),
  () => fs.readFileSync(`${dir}/file/`),
  () => fs.writeFileSync(`${dir}/new/`, 'x'),
  () => fs.unlinkSync(`${dir}/file/`),
  () => fs.readdirSync(`${dir}/file/`),
  () => fs.rmdirSync(`${dir}/link/`),
  () => fs.truncateSync(`${dir}/file`, 1.5),
  () => fs.truncateSync(`${dir}/file`, 'x'),
]) {
  log(attempt(fail))
}
log(fs.statSync('', { throwIfNoEntry: false }), fs.rmSync('', { force: true }), fs.realpathSync('') === process.cwd())
log(
  fs.lstatSync(`${dir}/link`).isSymbolicLink(),
  fs.lstatSync(`${dir}/link/`).isDirectory(),
  fs.readdirSync(`${dir}/`).sort(),
)
log(fs.mkdirSync(`${dir}/made/a/b/`, { recursive: true }).replace(dir, 'DIR'))
fs.renameSync(`${dir}/made/a/`, `${dir}/moved/`)
log(fs.readdirSync(`${dir}/moved/`), fs.readdirSync(dir, { recursive: true }).sort())
fs.rmSync(`${dir}/moved/`, { recursive: true })
fs.rmdirSync(`${dir}/made/`)
log(fs.truncateSync(`${dir}/file`, -1), fs.statSync(`${dir}/file`).size)
const fd = fs.openSync(`${dir}/file`, 'r+')
fs.writeSync(fd, 'again')
log(fs.ftruncateSync(fd, -5), fs.fstatSync(fd).size)
fs.closeSync(fd)
log(/^tmp-[A-Za-z0-9]{6}$/.test(fs.mkdtempSync(`${dir}/tmp-`).slice(dir.length + 1)))
