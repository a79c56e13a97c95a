// Answers with what it was asked last, and in TypeScript.
import { createInterface } from 'node:readline'

interface Message {
  readonly src: string
  readonly dest: string
  readonly body: { readonly type: string; readonly msg_id: number; readonly echo?: unknown }
}

let last: unknown
createInterface({ input: process.stdin }).on('line', (line: string) => {
  const { src, dest, body } = JSON.parse(line) as Message
  const reply = { type: `${body.type}_ok`, in_reply_to: body.msg_id, echo: last }
  last = body.echo
  console.log(JSON.stringify({ src: dest, dest: src, body: reply }))
})
