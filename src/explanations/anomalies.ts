/**
 * What each type of anomaly means and where to look first, for the reference, for `maelstrom doc NAME`, and for the line of a failure that points there. A checker
 * that reports a new type adds it here; a test holds both against each other.
 */

import type { ProblemKind } from '../nodes/problem.ts'

export interface Explanation {
  /** What it means, in one or two sentences. */
  readonly meaning: string
  /** What usually lies behind it, and what to look at first. */
  readonly advice: string
  /** Workloads, matchers or options that report it, for a reader. */
  readonly from: string
}

const SETS = '`broadcast`, `g-set`; `toLoseNothing()`'
const TRANSACTIONS = '`txn-list-append`, `txn-rw-register`; the matchers for transactions'
const KAFKA = '`kafka`; `toLoseNoWrites()`, `toBeMonotonic()`, `toSkipNothing()`'
const EVERY_RUN = 'every run'

const problems: Readonly<Record<ProblemKind, Explanation>> = {
  'not-json': {
    meaning: 'A node printed a line on stdout that is not JSON.',
    advice:
      'stdout is for messages only, one JSON object a line. Print everything else to stderr; it goes into `node-logs/`.',
    from: EVERY_RUN,
  },
  'not-a-message': {
    meaning:
      'A node printed a JSON value that is no message: `src`, `dest` or `body` is missing or of the wrong kind, or `src` is not its own id.',
    advice: 'A message is `{"src": "n1", "dest": "c2", "body": {"type": …}}`, and `src` is the id that `init` gave.',
    from: EVERY_RUN,
  },
  'invalid-utf8': {
    meaning: 'A node printed bytes that are not UTF-8.',
    advice: 'Encode what you print as UTF-8, and do not cut a string in the middle of a character.',
    from: EVERY_RUN,
  },
  'too-long': {
    meaning: 'A node printed a line of more than 64 MiB.',
    advice:
      'A message that carries the whole state at each step grows without end: send what is new since the last one.',
    from: EVERY_RUN,
  },
  unterminated: {
    meaning: 'A node ended in the middle of a line.',
    advice: 'End each message with a newline, and write it at once; flush stdout before the program ends.',
    from: EVERY_RUN,
  },
  'unknown-destination': {
    meaning: 'A node sent a message to an id that nobody has.',
    advice:
      'Ids come from `init` (`node_ids`), from `topology`, and from the `src` of what was received; services have fixed ids.',
    from: EVERY_RUN,
  },
  'malformed-reply': {
    meaning: 'A node answered a client with another type or other fields than the workload asks for.',
    advice:
      'The reply to `x` is of the type `x_ok`, with the fields that the reference of the workload lists, and `in_reply_to`.',
    from: EVERY_RUN,
  },
  crash: {
    meaning: 'A node ended by itself, though no fault had killed it.',
    advice: 'The last lines that it wrote to stderr are shown; all of them are in `node-logs/`.',
    from: EVERY_RUN,
  },
  stuck: {
    meaning: 'A node does not read its stdin any more, so that messages pile up.',
    advice:
      'A handler that waits for something that another message would bring, in a program of one thread, waits for ever.',
    from: EVERY_RUN,
  },
  'init-failed': {
    meaning: 'A node that had been started again did not answer `init`.',
    advice: 'After a crash a program gets a new `init` and has to answer it, whatever files it finds in its folder.',
    from: EVERY_RUN,
  },
}

/** By type. The anomalies of transactions also occur with the endings `-item`, `-process` and `-realtime`: see `explanationOf()`. */
export const ANOMALIES: Readonly<Record<string, Explanation>> = {
  ...problems,
  unavailable: {
    meaning: 'Fewer operations ended ok than were asked for.',
    advice:
      'The text shows the first that did not, with its error: a timeout means that nobody answered, `temporarily-unavailable` that a node refused. Proper answers, such as that a key is missing, are not ok either: `lin-kv` gets them often.',
    from: 'the option `availability`; `toHaveAvailability()`',
  },
  'wrong-echo': {
    meaning: 'A reply carries something else than its request did.',
    advice: 'Answer from the request itself, not from a variable that the next request overwrites.',
    from: '`echo`',
  },
  'duplicate-id': {
    meaning: 'The same id was given out twice.',
    advice:
      'Ids have to differ between nodes (put the node id in), between requests (count), and across restarts (a counter in memory begins anew; clocks repeat).',
    from: '`unique-ids`; `toHaveUniqueIds()`',
  },
  'lost-element': {
    meaning: 'An element was acknowledged, or seen by a read, and is missing from the final reads.',
    advice:
      'A message that was sent once may have been lost: repeat it until it is acknowledged. Or a node acknowledged before it had kept the element, and crashed.',
    from: SETS,
  },
  'stale-element': {
    meaning:
      'An element was acknowledged, and a read that was invoked later does not show it, though still later ones do.',
    advice: 'That is right where visibility may take time, as in broadcast; where every read must be fresh it is not.',
    from: SETS,
  },
  'duplicate-element': {
    meaning: 'One read shows the same element several times.',
    advice: 'Messages arrive twice when they are repeated: keep a set of what was seen, and ignore what is in it.',
    from: SETS,
  },
  'unexpected-element': {
    meaning: 'A read shows an element that nobody added.',
    advice: 'Look for values that are made from others, and for JSON that changes a type (1 and "1" are two elements).',
    from: SETS,
  },
  divergence: {
    meaning: 'After recovery, final reads at different nodes show different things.',
    advice:
      'Something that one node knows never reached another one, even with all links healed: gossip again and again, or repeat until acknowledged.',
    from: '`broadcast`, `g-set`; `toConverge()`',
  },
  'unreachable-count': {
    meaning:
      'A final read shows a number that no subset of the uncertain adds, together with all acknowledged ones, sums up to.',
    advice:
      'An add was counted twice (repeated messages that are not idempotent), or lost (two nodes that read and then write the same value), or given up too early.',
    from: '`g-counter`, `pn-counter`',
  },
  'out-of-bounds-read': {
    meaning: 'A read shows less than everything acknowledged before it, or more than everything that was asked for.',
    advice: 'Where reads must be fresh, a node has to ask the others before it answers.',
    from: 'counters that are checked strictly',
  },
  'lost-key': {
    meaning:
      'A read or a cas was answered by error 20, "there is no such key", although a write of that key had been acknowledged before, and nothing deletes keys.',
    advice:
      'A node forgot what it had acknowledged (does it write to its disk, and `fsync`, before it answers?), or answered from a copy that had not caught up.',
    from: '`lin-kv`; `toBeLinearizable()`',
  },
  nonlinearizable: {
    meaning:
      'No order of the operations, each somewhere between its invocation and its completion, explains every result. The story shows the longest legal order, and why nothing can come next.',
    advice:
      'Look for a read that was answered from a state that is no longer the newest (a deposed leader), for a write that was acknowledged before a majority had it, and for a compare-and-set whose test and write are not one step.',
    from: '`lin-kv`; `toBeLinearizable()`',
  },
  'never-succeeded': {
    meaning: 'Operations of one function were tried, and none of them ever ended ok.',
    advice: 'Look at the error that they ended with: a node may not know the request at all.',
    from: 'the statistics of a run',
  },
  'unexpected-value': {
    meaning: 'A queue gave out a value that nobody had put in.',
    advice: 'Look for values that are made from others, and for JSON that changes a type.',
    from: 'the checkers of queues',
  },
  'dequeued-from-nowhere': {
    meaning: 'A queue gave out a value more often than it can have held it.',
    advice: 'Taking a value and removing it have to be one step.',
    from: 'the checkers of queues',
  },
  'duplicate-value': {
    meaning: 'A queue gave out the same value several times.',
    advice: 'Taking a value and removing it have to be one step; a reply that was lost must not make it come back.',
    from: 'the checkers of queues',
  },
  'lost-value': {
    meaning: 'A value was acknowledged by a queue, and never came out again.',
    advice: 'It was acknowledged before it was safe, or removed for somebody who never got it.',
    from: 'the checkers of queues',
  },
  'too-slow': {
    meaning: 'A quantile of latency is above its bound.',
    advice:
      'Each hop costs the latency of the network: a topology with a smaller diameter is quicker, and batching waits.',
    from: '`toHaveLatency()`, `toHaveStableLatency()`',
  },
  'too-many-messages': {
    meaning: 'Nodes exchanged more messages for each operation than allowed.',
    advice:
      'Do not send a message back to where it came from, follow a tree instead of every link, and gather several messages into one.',
    from: '`toHaveMessagesPerOp()`',
  },

  'out-of-bounds': {
    meaning: 'A figure that a Gossip Glomers challenge bounds is beyond its bound.',
    advice:
      'For messages: follow a tree instead of every link, gather several messages into one. For latency: fewer hops, and less waiting to gather.',
    from: 'the challenges of `@jepsen-ts/maelstrom/glomers`',
  },

  // Transactions. Adya, Weak Consistency (1999), for the G names.
  G0: {
    meaning: 'Dirty write: the writes of two transactions interleave, so that each overwrote the other.',
    advice: 'Apply all writes of a transaction in one step, to one version of the state.',
    from: TRANSACTIONS,
  },
  G1a: {
    meaning: 'Aborted read: a transaction saw what another wrote that failed.',
    advice:
      'Write to the shared state only what is certain; a transaction that answers with a definite error must leave nothing behind.',
    from: `${TRANSACTIONS}; ${KAFKA}`,
  },
  G1b: {
    meaning: 'Intermediate read: a transaction saw a state in the middle of another one.',
    advice: 'Publish what a transaction wrote when it is complete, not write by write.',
    from: TRANSACTIONS,
  },
  G1c: {
    meaning: 'Circular information flow: transactions saw one another’s writes in a circle.',
    advice:
      'Each must have seen the other before it was there: reads are answered from states that are put together from several versions.',
    from: TRANSACTIONS,
  },
  'G-single': {
    meaning:
      'Read skew: a transaction saw some of another’s writes and missed others, in a circle with one missed write.',
    advice: 'All reads of a transaction belong to one snapshot: take the root of the state once, at its beginning.',
    from: TRANSACTIONS,
  },
  'G-nonadjacent': {
    meaning: 'Long fork: transactions disagree on the order of writes, even if each is allowed a snapshot of its own.',
    advice: 'Snapshots must be states that the whole system went through, one after the other.',
    from: TRANSACTIONS,
  },
  G2: {
    meaning: 'Write skew: transactions each missed what the others wrote, in a circle.',
    advice: 'Check at commit that what was read is still so, not only that nobody else wrote the same keys.',
    from: TRANSACTIONS,
  },
  internal: {
    meaning:
      'A transaction contradicts itself: a read does not show what the transaction had read or written just before.',
    advice: 'Reads inside a transaction see its own writes.',
    from: TRANSACTIONS,
  },
  'future-read': {
    meaning: 'A transaction read what it wrote only later.',
    advice: 'Carry out the steps of a transaction in their order.',
    from: TRANSACTIONS,
  },
  'dirty-update': {
    meaning: 'A committed write builds on one that never committed.',
    advice:
      'A failed transaction left something behind that others read: undo it, or do not write it before it is certain.',
    from: TRANSACTIONS,
  },
  'lost-update': {
    meaning: 'Two transactions read the same state, and each overwrote it without the other’s write.',
    advice: 'Write by compare-and-set on what was read, and begin anew when it fails.',
    from: TRANSACTIONS,
  },
  'duplicate-elements': {
    meaning: 'A list holds the same element twice.',
    advice: 'A write was repeated although it had taken effect: a timeout does not say that nothing happened.',
    from: '`txn-list-append`',
  },
  'incompatible-order': {
    meaning: 'Two reads show the elements of one list in different orders.',
    advice: 'Two versions of the list existed side by side: there is no single place that orders the appends of a key.',
    from: '`txn-list-append`',
  },
  'cyclic-versions': {
    meaning: 'Versions of a key would each have to come before the other.',
    advice: 'As with `incompatible-order`: nobody orders the writes of that key.',
    from: TRANSACTIONS,
  },
  'cycle-exists': {
    meaning:
      'Transactions depend on one another in a circle that the model forbids; the search for a smaller, named one was given up.',
    advice: 'The shortest circle that was found is shown. A shorter run gives smaller ones.',
    from: TRANSACTIONS,
  },

  // Logs.
  'inconsistent-offsets': {
    meaning: 'One offset of a log was given to several messages.',
    advice:
      'Taking the next offset and storing the message under it have to be one step: a compare-and-set, or one node that owns the key.',
    from: KAFKA,
  },
  'lost-write': {
    meaning: 'An acknowledged message was passed over by every reader, although later ones were read.',
    advice: 'It was acknowledged before it was safe, or another message took its place.',
    from: KAFKA,
  },
  duplicate: {
    meaning: 'One message stands at several offsets of its log.',
    advice: 'A send was repeated although it had taken effect.',
    from: KAFKA,
  },
  'garbage-read': {
    meaning: 'A value was read that nobody wrote.',
    advice: 'Look for keys that are mixed up, and for JSON that changes a type.',
    from: `${TRANSACTIONS}; ${KAFKA}`,
  },
  'precommitted-read': {
    meaning: 'An operation read what it sent itself, before it can have been committed.',
    advice: 'Send first, then read.',
    from: KAFKA,
  },
  'poll-skip': {
    meaning: 'Between two polls of a client messages of the log were passed over.',
    advice: 'A poll that begins at offset n must return the first message from n on, and all behind it without gaps.',
    from: KAFKA,
  },
  'int-poll-skip': {
    meaning: 'Within one poll messages of the log are missing between two others.',
    advice:
      'A message was not there yet when the next one was read: read up to the first offset that is missing, and no further.',
    from: KAFKA,
  },
  'nonmonotonic-poll': {
    meaning: 'A poll returned messages at or before the end of an earlier poll of the same client.',
    advice: 'Return nothing below the offset that was asked for.',
    from: KAFKA,
  },
  'int-nonmonotonic-poll': {
    meaning: 'Within one poll offsets do not go up.',
    advice: 'Sort by offset before answering.',
    from: KAFKA,
  },
  'nonmonotonic-send': {
    meaning: 'A client’s later message got an offset at or below that of its earlier one.',
    advice: 'Offsets are given by whoever appends, one after the other.',
    from: KAFKA,
  },
  'int-nonmonotonic-send': {
    meaning: 'Within one operation a later message got an offset at or below that of an earlier one.',
    advice: 'Append the messages in their order.',
    from: KAFKA,
  },
  'int-send-skip': {
    meaning:
      'Within one operation other messages stand between two that were sent one after the other. Allowed: other clients send as well.',
    advice: 'Nothing to do.',
    from: KAFKA,
  },
  'nonmonotonic-commit': {
    meaning: 'A client had to begin below an offset that had been committed before.',
    advice: 'Keep the larger of the stored offset and the new one, and keep it where every node finds it.',
    from: KAFKA,
  },
  unseen: {
    meaning: 'Acknowledged messages were never returned by a poll, though every key was polled to its end.',
    advice: 'They were acknowledged and then lost, or stand behind a gap that no poll gets past.',
    from: KAFKA,
  },
}

/** The heading under which a type is explained: its own, or that of its base (`G-single-item-realtime` stands with `G-single`). */
export function anomalyHeading(type: string): string | undefined {
  if (type in ANOMALIES) return type
  if (type.endsWith('cycle-exists')) return 'cycle-exists'
  const base = type.replace(/-(?:process|realtime)$/, '').replace(/-item$/, '')
  return base in ANOMALIES ? base : undefined
}
