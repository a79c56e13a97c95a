/** What the machine can do at most: the same echo program driven by a bare child_process loop that only splits lines and parses JSON. */

import { type ChildProcess, spawn } from 'node:child_process'

/** Echo round trips per second of `nodes` programs with `inFlight` requests open in all, over `seconds`. */
export async function bareLoop(
  command: readonly string[],
  nodes: number,
  inFlight: number,
  seconds: number,
): Promise<number> {
  const children = Array.from({ length: nodes }, () =>
    spawn(command[0]!, command.slice(1), { stdio: ['pipe', 'pipe', 'inherit'] }),
  )
  let replies = 0
  let over = false
  const ids = children.map((_, i) => `n${i + 1}`)
  await Promise.all(
    children.map(
      (child, i) =>
        new Promise<void>(resolve => {
          drive(child, ids[i]!, () => resolve())
          child.stdin!.write(
            `${JSON.stringify({ src: 'c0', dest: ids[i], body: { type: 'init', msg_id: 1, node_id: ids[i], node_ids: ids } })}\n`,
          )
        }),
    ),
  )
  const started = process.hrtime.bigint()
  let next = 2
  const ask = (id: string) =>
    `${JSON.stringify({ src: 'c1', dest: id, body: { type: 'echo', echo: 'Please echo 35', msg_id: next++ } })}\n`
  for (const [i, child] of children.entries()) {
    let first = ''
    for (let k = i; k < inFlight; k += nodes) first += ask(ids[i]!)
    child.stdin!.write(first)
  }
  await new Promise(resolve => setTimeout(resolve, seconds * 1000))
  over = true
  const elapsed = Number(process.hrtime.bigint() - started) / 1e9
  for (const child of children) child.kill('SIGKILL')
  return replies / elapsed

  function drive(child: ChildProcess, id: string, onReady: () => void): void {
    let rest = ''
    child.stdin!.on('error', () => {})
    child.stdout!.on('data', (chunk: Buffer) => {
      rest += chunk.toString()
      let out = ''
      let start = 0
      for (let end = rest.indexOf('\n'); end !== -1; end = rest.indexOf('\n', start)) {
        const message = JSON.parse(rest.slice(start, end)) as { body: { type: string } }
        start = end + 1
        if (message.body.type === 'init_ok') onReady()
        else if (!over) {
          replies++
          out += ask(id)
        }
      }
      rest = rest.slice(start)
      if (out !== '') child.stdin!.write(out)
    })
  }
}
