/** docs/reference/protocol.md: messages and errors. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ERROR_CODES } from '../../src/network/errors.ts'
import { fence, page, prose, table } from './markdown.ts'
import { example, withFolder } from './runs.ts'

export async function protocolPage(): Promise<string> {
  return page(
    'Protocol',
    'src/network',
    'A node is a program that reads messages from stdin and writes messages to stdout. It is the protocol of Jepsen’s Maelstrom, unchanged.',
    '## Messages',
    'A message is one JSON object on a line of its own, in UTF-8, of at most 64 MiB:',
    fence(
      'json',
      '{"src": "n1", "dest": "c2", "body": {"type": "echo_ok", "msg_id": 4, "in_reply_to": 7, "echo": "hello"}}',
    ),
    table(
      ['field', 'type', 'meaning'],
      [
        ['`src`', 'string', 'The sender: in what a node prints, its own id.'],
        ['`dest`', 'string', 'The receiver: a node (`n1`, …), a client (`c1`, …), a [service](services.md).'],
        ['`body.type`', 'string', 'What is asked or answered.'],
        [
          '`body.msg_id`',
          'whole number',
          'Names a request, so that it can be answered; unique for each sender. Optional.',
        ],
        ['`body.in_reply_to`', 'whole number', 'In a reply: the `msg_id` of the request. Optional.'],
        ['`id`', 'whole number', 'The network’s own number, in what a node reads. Ignore it.'],
      ],
    ),
    'Whatever else a body carries is up to the program; between nodes any body is allowed. Numbers of any size are kept as they are. stdout is for messages only; stderr is a free log, and goes into `node-logs/`. A line that is no message costs that line, and is a [problem](anomalies.md) of the run; all others are still read.',
    '## Start',
    'The first message that a node gets is `init`, which tells its id and those of all nodes. It has ten seconds (the option `initTimeout`) to answer `init_ok`. A node that was killed and is started again gets another `init`. The beginning of a run, as the network saw it:',
    fence('json', await beginning()),
    '## Replies and errors',
    'A request is answered once; a second reply, and one that comes too late, is ignored. A reply is the answer, or an error:',
    fence('json', '{"type": "error", "in_reply_to": 7, "code": 22, "text": "expected 3, but had 4"}'),
    'A code is *definite* when the request certainly did not happen, and never will. An operation of a client that is answered by a definite error is recorded as `fail`; by an indefinite one, or not at all, as `info`: it may have happened, or still happen. (Reads, which have no effect, are `fail` in either case.) Whoever answers with a definite error something that did happen will be told so by the checker.',
    '### Error codes',
    table(
      ['code', 'name', 'definite', 'meaning'],
      Object.entries(ERROR_CODES).map(([code, { name, definite, doc }]) => [
        `<a id="error-${code}"></a>${code}`,
        `\`${name}\``,
        definite ? 'yes' : 'no',
        prose(doc),
      ]),
    ),
    'Codes from 1000 up are your own, and indefinite.',
    '## Clients',
    'Clients talk to the network without latency and without loss: latency there would only hide anomalies. A client does one thing at a time. After an operation whose outcome is unknown it never acts again, and a new one takes its place.',
  )
}

/** The first messages of a run. */
async function beginning(): Promise<string> {
  return await withFolder({ bin: example('echo/node.js'), workload: 'echo', nodes: 1, timeLimit: '1s' }, folder =>
    readFileSync(join(folder, 'messages.jsonl'), 'utf8')
      .split('\n')
      .slice(0, 4)
      .map(line => JSON.stringify((JSON.parse(line) as { message: unknown }).message))
      .join('\n'),
  )
}
