/**
 * How much of the speed of a bare child_process loop is left when nodes run under processHost: echo round trips a second, 100 in
 * flight. Both loops split lines and parse JSON; the host also flags damage, counts the backlog and watches the process.
 *
 *     npx tsx test/nodes/bench-lines.ts [seconds per round]
 */
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { processHost } from '../../src/nodes/process-host.ts'

const SECONDS = Number(process.argv[2] ?? 1)
const IN_FLIGHT = 100
const ROUNDS = 5
const fixtures = join(import.meta.dirname, 'fixtures')
const folder = mkdtempSync(join(tmpdir(), 'maelstrom-bench-'))

interface Peer {
  send(line: string): void
  stop(): Promise<void> | void
}
type Connect = (index: number, onLine: (line: string) => void) => Promise<Peer>

/** Round trips a second over `nodes` programs. */
async function measure(connect: Connect, nodes: number): Promise<number> {
  let done = 0
  let running = true
  let msgId = 0
  const peers: Peer[] = []
  const request = (i: number) =>
    peers[i]!.send(
      JSON.stringify({ src: 'c1', dest: `n${i}`, body: { type: 'echo', msg_id: ++msgId, echo: 'Please echo 35' } }),
    )
  for (let i = 0; i < nodes; i++) {
    peers.push(
      await connect(i, line => {
        const message = JSON.parse(line) as { body: { in_reply_to: number } }
        if (message.body.in_reply_to > 0) done += 1
        if (running) request(i)
      }),
    )
  }
  for (let i = 0; i < IN_FLIGHT; i++) request(i % nodes)
  await new Promise(resolve => setTimeout(resolve, 300))
  const [from, start] = [done, performance.now()]
  await new Promise(resolve => setTimeout(resolve, SECONDS * 1000))
  const rate = (done - from) / ((performance.now() - start) / 1000)
  running = false
  await Promise.all(peers.map(peer => peer.stop()))
  return rate
}

const bare =
  (command: readonly string[]): Connect =>
  async (_, onLine) => {
    const child = spawn(command[0]!, command.slice(1), { stdio: ['pipe', 'pipe', 'inherit'] })
    let rest = ''
    child.stdout.setEncoding('utf8')
    child.stdout.on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n')
      rest = lines.pop()!
      for (const line of lines) onLine(line)
    })
    return { send: line => child.stdin.write(`${line}\n`), stop: () => void child.kill('SIGKILL') }
  }

/** The same, with one write for all lines of a turn: the best that a bare loop can do. */
const coalescing =
  (command: readonly string[]): Connect =>
  async (i, onLine) => {
    const peer = await bare(command)(i, onLine)
    let waiting = ''
    return {
      send(line) {
        if (waiting === '')
          setImmediate(() => {
            const lines = waiting.slice(0, -1)
            waiting = ''
            peer.send(lines)
          })
        waiting += `${line}\n`
      },
      stop: () => peer.stop(),
    }
  }

const hosted =
  (command: readonly string[]): Connect =>
  async (i, onLine) => {
    const host = processHost({ bin: command, cwd: fixtures })
    const node = await host.start({
      id: `n${i}`,
      dataDir: join(folder, `n${i}`),
      io: { onMessage: onLine, onLog: line => console.error(line), onExit: exit => console.error('exit', exit) },
    })
    return { send: line => node.deliver(line), stop: () => node.kill() }
  }

const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!
const format = (rate: number) => Math.round(rate).toLocaleString('en-US').padStart(8)

const programs: [string, readonly string[]][] = [['Node', [process.execPath, join(fixtures, 'echo.mjs')]]]
try {
  execFileSync('gcc', ['-O2', '-o', join(folder, 'echo'), join(fixtures, 'echo.c')])
  programs.push(['C', [join(folder, 'echo')]])
} catch {
  console.log('no gcc: without the C echo')
}

console.log(`echo round trips/s, ${IN_FLIGHT} in flight, median of ${ROUNDS} rounds of ${SECONDS} s`)
console.log('program  nodes      bare  bare, coalescing   processHost  host/bare  host/coalescing')
for (const [name, command] of programs) {
  for (const nodes of [1, 5]) {
    const rates: [number[], number[], number[]] = [[], [], []]
    // Interleaved, so that noise of the machine hits all of them.
    for (let round = 0; round < ROUNDS; round++) {
      for (const [k, connect] of [bare(command), coalescing(command), hosted(command)].entries()) {
        rates[k]!.push(await measure(connect, nodes))
      }
    }
    const [b, c, h] = rates.map(median) as [number, number, number]
    const share = (of: number) => `${Math.round((100 * h) / of)} %`
    console.log(
      `${name.padEnd(7)}  ${String(nodes).padStart(5)}  ${format(b)}          ${format(c)}      ${format(h)}     ${share(b).padStart(6)}           ${share(c).padStart(6)}`,
    )
  }
}
rmSync(folder, { recursive: true, force: true })
