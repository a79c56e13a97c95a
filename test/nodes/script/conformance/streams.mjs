// Streams over stdin and among themselves.

import readline from 'node:readline'
import { createInterface } from 'node:readline/promises'
import { PassThrough, pipeline, Readable, Transform, Writable } from 'node:stream'
import { finished, pipeline as pipelined } from 'node:stream/promises'

const log = (...args) => console.log(...args)
const upper = () => new Transform({ transform: (chunk, _, done) => done(null, String(chunk).toUpperCase()) })
const chunks = []
await pipelined(
  Readable.from(['a', 'b', 'c']),
  upper(),
  new Writable({ write: (chunk, _, done) => done(null, chunks.push(String(chunk))) }),
)
log(chunks)
pipeline(Readable.from(['x']), upper(), new PassThrough(), error => log('piped', error))
await new Promise(resolve => setTimeout(resolve, 10))
const source = new PassThrough()
const lines = createInterface({ input: source })
source.write('one\r\ntwo')
source.write('\nthree\n')
source.end('four')
for await (const line of lines) log('line', line)
const failing = new Readable({
  read() {
    this.destroy(new RangeError('broken'))
  },
})
await finished(failing.resume()).catch(error => log(error.name, error.message, error instanceof RangeError))
const asked = new PassThrough()
const questions = createInterface({ input: asked, output: new PassThrough() })
setTimeout(() => asked.write('blue\n'), 1)
log(await questions.question('colour? '))
questions.close()
log(process.stdin instanceof Readable, typeof process.stdin.fd, process.stdin.readableEnded)
process.stdin.setEncoding('utf8')
let text = ''
for await (const chunk of process.stdin) text += chunk
log(JSON.stringify(text), process.stdin.readableEnded)
const closed = readline.createInterface({ input: Readable.from(['a\nb\n']) })
closed.on('line', line => log('closed', line)).on('close', () => log('close'))
await new Promise(resolve => closed.once('close', resolve))
log(process.stdout.write('written\n', () => log('callback')))
await new Promise(resolve => setTimeout(resolve, 1))
