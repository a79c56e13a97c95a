// node:fs, all three forms.
import fs, { createReadStream, createWriteStream } from 'node:fs'
import * as promises from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const log = (...args) => console.log(...args)
const dir = process.env.MAELSTROM_DATA_DIR
const at = name => path.join(dir, name)
const attempt = fn => {
  try {
    return fn()
  } catch (error) {
    return [error.code, error.errno, error.syscall, error instanceof Error, error.message.replaceAll(dir, 'DIR')]
  }
}
fs.writeFileSync(at('a.txt'), 'hello')
fs.appendFileSync(at('a.txt'), ' world')
log(
  fs.readFileSync(at('a.txt'), 'utf8'),
  fs.readFileSync(at('a.txt')),
  fs.existsSync(at('a.txt')),
  fs.existsSync(at('b')),
)
const fd = fs.openSync(at('b.bin'), 'w+')
log(fs.writeSync(fd, Buffer.from('abcdef')), fs.writeSync(fd, 'XY', 1), fs.readSync(fd, Buffer.alloc(3), 0, 3, 0))
const six = Buffer.alloc(6)
fs.fsyncSync(fd)
log(
  fs.readSync(fd, six, { position: 0 }),
  six.toString(),
  fs.fstatSync(fd).size,
  fs.ftruncateSync(fd, 2),
  fs.fstatSync(fd).size,
)
fs.closeSync(fd)
log(
  attempt(() => fs.readFileSync(at('none'))),
  attempt(() => fs.mkdirSync(dir)),
  attempt(() => fs.readdirSync(at('a.txt'))),
  attempt(() => fs.rmdirSync(dir)),
)
log(
  attempt(() => fs.closeSync(99)).slice(0, 3),
  attempt(() => fs.openSync(at('a.txt'), 'wx')).slice(0, 3),
  attempt(() => fs.openSync(at('a.txt'), 'zz')).slice(0, 1),
  attempt(() => fs.readFileSync(dir)).slice(0, 3),
)
fs.mkdirSync(at('x/y/z'), { recursive: true })
fs.writeFileSync(at('x/y/f'), new Uint8Array([1, 2, 3]))
fs.renameSync(at('x/y/f'), at('x/g'))
fs.copyFileSync(at('x/g'), at('x/h'))
fs.linkSync(at('x/h'), at('x/i'))
fs.symlinkSync('h', at('x/j'))
log(
  fs.readdirSync(at('x')).sort(),
  fs
    .readdirSync(at('x'), { withFileTypes: true })
    .map(each => [each.name, each.isDirectory(), each.isFile(), each.isSymbolicLink()])
    .sort(),
)
log(
  fs.readlinkSync(at('x/j')),
  fs.readFileSync(at('x/j')),
  fs.lstatSync(at('x/j')).isSymbolicLink(),
  fs.statSync(at('x/h')).nlink,
  path.basename(fs.realpathSync(at('x/j'))),
)
log(
  fs.statSync(at('nope'), { throwIfNoEntry: false }),
  attempt(() => fs.accessSync(at('nope'))).slice(0, 3),
  fs.readdirSync(at('x'), { recursive: true }).sort(),
)
fs.rmSync(at('x'), { recursive: true })
log(
  fs.readdirSync(dir).sort(),
  attempt(() => fs.unlinkSync(at('x'))).slice(0, 3),
  attempt(() => fs.rmSync(at('x'))).slice(0, 1),
  fs.rmSync(at('x'), { force: true }),
)
fs.readFile(at('a.txt'), 'utf8', (error, text) => log('callback', error, text))
await new Promise(resolve => setTimeout(resolve, 20))
fs.readFile(at('none'), (error, text) => log('callback', error.code, text))
await new Promise(resolve => setTimeout(resolve, 20))
log(await promisify(fs.readFile)(at('a.txt'), 'utf8'), await promisify(fs.exists)(at('a.txt')))
const handle = await promises.open(at('c.log'), 'a+')
await handle.write('one\n')
await handle.appendFile('two\n')
await handle.sync()
await handle.datasync()
log((await handle.stat()).size, await handle.readFile('utf8'), (await handle.read(Buffer.alloc(3), 0, 3, 0)).bytesRead)
await handle.close()
await promises.writeFile(at('d'), 'ddd', { flush: true })
await promises.rename(at('d'), at('e'))
await promises.truncate(at('e'), 1)
log(
  await promises.readFile(at('e'), 'utf8'),
  await promises.readdir(dir).then(names => names.sort()),
  await promises.stat(at('q')).catch(error => [error.code, error instanceof Error]),
)
await pipeline(createReadStream(at('a.txt'), { start: 6, highWaterMark: 2 }), createWriteStream(at('f')))
log(fs.readFileSync(at('f'), 'utf8'))
const out = createWriteStream(at('g'), { flags: 'a' })
out.write('1')
out.end('2', () => log('finish', fs.readFileSync(at('g'), 'utf8')))
await new Promise(resolve => out.on('close', resolve))
let streamed = ''
for await (const chunk of createReadStream(at('c.log'), 'utf8')) streamed += chunk
log(streamed.split('\n'))
createReadStream(at('none')).on('error', error => log('stream', error.code))
await new Promise(resolve => setTimeout(resolve, 20))
log(
  JSON.parse(fs.readFileSync(new URL('data.json', import.meta.url), 'utf8')),
  fs.readdirSync(path.dirname(fileURLToPath(import.meta.url))).includes('files.mjs'),
)
fs.writeSync(1, 'by descriptor\n')
const mkdtemp = fs.mkdtempSync(at('tmp-'))
log(
  mkdtemp.startsWith(at('tmp-')),
  fs.statSync(mkdtemp).isDirectory(),
  (fs.statSync(at('a.txt')).mode & 0o777).toString(8),
)
