/** docs/reference/workloads.md: every workload with its requests, replies and an exchange of each. */

import type { z } from 'zod'
import type { ClusterOptions } from '../../src/options.ts'
import type { Workload } from '../../src/workloads/workload.ts'
import { code, fence, page, prose, table } from './markdown.ts'
import { forEachWorkload, type WorkloadName } from './names.ts'
import { example, exchanges } from './runs.ts'
import { fieldsTable } from './schema.ts'

/** A right program for each, for the examples. */
const PROGRAMS: Readonly<Record<WorkloadName, ClusterOptions>> = {
  echo: { bin: example('echo/node.js') },
  'unique-ids': { bin: example('unique-ids/node.js') },
  broadcast: { bin: example('broadcast/node.js') },
  'g-set': { bin: example('g-set/node.js') },
  'g-counter': { bin: example('g-counter/node.js') },
  'pn-counter': { bin: example('pn-counter/node.js') },
  'lin-kv': { bin: example('lin-kv/single.js'), nodes: 1 },
  kafka: { bin: example('kafka/single.js'), nodes: 1 },
  'txn-list-append': { bin: example('txn-list-append/single.js'), nodes: 1 },
  'txn-rw-register': { bin: example('txn-rw-register/root.js'), nodes: 1 },
}

/** What a reader needs to know of the checks beside the sentence of the workload. */
const CHECKS: Readonly<Record<WorkloadName, string>> = {
  echo: 'Each reply must carry what its request did: an anomaly is a `wrong-echo`.',
  'unique-ids':
    'All acknowledged ids are compared, as JSON values: `1` and `"1"` are two ids. An id that was given to several requests is a `duplicate-id`.',
  broadcast:
    'For each message it is known since when it must be there (its acknowledgement, or the first read that shows it); a message that a later read lacks, and no read after that shows, is lost: a `lost-element`. All final reads must show the same, or there is a `divergence`. Measured: how long a message takes until every read shows it (stable latency), and messages for each operation.',
  'g-set': 'As in broadcast: no `lost-element`, no `divergence`.',
  'g-counter':
    'A final read must be the sum of all acknowledged adds and of some of those whose outcome is unknown; if it is not, that is an `unreachable-count`.',
  'pn-counter': 'As in g-counter.',
  'lin-kv':
    'Each key is checked on its own, by `@jepsen-ts/linearize`: some order of the operations, each between its invocation and its completion, must explain every result; if none does, that is a `nonlinearizable`. Half of the clients of a key only read; values are 0 to 4; after about 20 processes a new key begins. A `read` that was answered by error 20 counts as not having happened.',
  kafka:
    'By `@jepsen-ts/isolation`: offsets have one message each, no acknowledged message is lost or skipped, and what a client polls goes on where it left off. A client commits what it has polled before it goes on, and continues from the committed offset after a crash. In the end everything is read once more from the beginning.',
  'txn-list-append':
    'By `@jepsen-ts/isolation`: the reads of lists tell the order of the appends, and with it which transaction depends on which; circles that the consistency models forbid are anomalies.',
  'txn-rw-register':
    'As in txn-list-append, with registers instead of lists: less can be inferred from a read. The option `finalReads` reads every key in the end, and so fixes its last version.',
}

export async function workloadsPage(): Promise<string> {
  const sections: string[] = []
  for (const [name, workload] of forEachWorkload()) sections.push(await section(name, workload))
  const overview = table(
    ['workload', 'what clients do, and what makes it right'],
    forEachWorkload().map(([name, { doc = '' }]) => [`[\`${name}\`](#${name})`, prose(doc)]),
  )
  return page(
    'Workloads',
    'src/workloads',
    'What clients do, and what makes the result right: the option `workload`, or `-w`. Beside the fields shown here a body has `type`, `msg_id` and, in a reply, `in_reply_to`: see the [protocol](protocol.md). The exchanges are taken from a run of [our examples](../../examples).',
    overview,
    'Clients ask the node that they belong to (`c0` asks the first one, and so on). They wait five seconds for a reply, in `lin-kv` ten times the mean latency, at least a second. A workload of your own has the same standing: [Your own workload](../guide/10-your-own.md).',
    ...sections,
  )
}

async function section(
  name: WorkloadName,
  { doc = '', rpcs, defaultConcurrency, coordinationFree }: Workload,
): Promise<string> {
  const real = await exchanges({ ...PROGRAMS[name], workload: name }, /^c/)
  const requests = Object.entries(rpcs as Workload['rpcs']).map(([type, rpc]) => {
    const { request, reply, doc = '' } = rpc as { request: z.ZodType; reply: z.ZodType; doc?: string }
    const exchange = real.get(type)
    if (exchange === undefined) throw new Error(`The example of ${name} has no answered ${type}.`)
    return [
      `### ${name}: ${type}`,
      prose(doc),
      `Request:\n\n${fieldsTable(name, type, request)}`,
      `Reply:\n\n${fieldsTable(name, `${type}_ok`, reply)}`,
      fence('json', `${exchange.request}\n${exchange.reply}`),
    ].join('\n\n')
  })
  const remarks = [
    ...(defaultConcurrency === undefined ? [] : [`Clients by default: ${code(defaultConcurrency)} for n nodes.`]),
    ...(coordinationFree === true
      ? ['A right solution may send no message between nodes, so faults need not hit anything.']
      : []),
  ]
  return [`## ${name}`, prose(doc), prose(CHECKS[name]), ...remarks, ...requests].join('\n\n')
}
