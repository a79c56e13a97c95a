/** What each error class means and what to do, for the reference, for `maelstrom doc NAME`, and for the pointer at the end of its message. */

export interface ErrorExplanation {
  readonly meaning: string
  readonly advice: string
  /** Who throws it. */
  readonly from: string
  /** The package that exports it, if it is another one than this. */
  readonly package?: string
}

const LINEARIZE = '@jepsen-ts/linearize'
const ISOLATION = '@jepsen-ts/isolation'

export const ERRORS = {
  OptionsError: {
    meaning:
      'Options of a run are unknown or wrong. The message names all of them, with what was given and what would be right.',
    advice: 'Correct them; the property `mistakes` has them as data.',
    from: '`cluster()`, `explore()`, `maelstrom test`',
  },
  ProgramError: {
    meaning:
      'The program of the nodes cannot be run: it is missing, not executable, has no interpreter, or does not compile. No node was started.',
    advice: 'The message says where it was looked for and what to type; `remedies` has it as data.',
    from: '`cluster()`, `explore()`, `maelstrom test`',
  },
  NotSimulatedError: {
    meaning:
      'Something cannot be run in virtual time: a program that is neither JavaScript nor TypeScript, or, in such a program, a call that would tie it to this machine (sockets, child processes, threads).',
    advice: "Take the call out of the program, or test it on the real clock: leave out `clock: 'virtual'`.",
    from: '`cluster()`, `explore()`; in a node it ends the node, and is a `crash`',
  },
  NodeStartError: {
    meaning:
      'A node did not come up: it ended before it answered `init`, or did not answer in time. There is no run to judge.',
    advice:
      'Run the program by hand and give it the line `{"src":"c0","dest":"n1","body":{"type":"init","msg_id":1,"node_id":"n1","node_ids":["n1"]}}`; its answer must be of the type `init_ok`. The option `initTimeout` gives a slow program more time.',
    from: '`cluster()`, `explore()`, `maelstrom test`',
  },
  SetupError: {
    meaning: 'A node did not take part in what the workload prepares before the run, such as `topology` of broadcast.',
    advice: 'Answer that request: `topology` by `topology_ok`.',
    from: '`cluster()`, `explore()`, `maelstrom test`',
  },
  RpcError: {
    meaning:
      'A request was answered by an error, or not in time (code 0). `definite` says whether the request certainly did not happen.',
    advice:
      'In a scenario, catch it where it is meant to happen. In `invoke` of a workload, let it through: it becomes `fail` or `info` by its code.',
    from: '`client.call()` and `client.rpc()` in scenarios and workloads',
  },
  MalformedReplyError: {
    meaning: 'A reply does not have the shape that the workload asks for.',
    advice:
      'Compare the reply in the message with the schema of the workload. For requests of your own, use `client.rpc()`, which checks nothing.',
    from: '`client.call()` in scenarios and workloads',
  },
  CancelledError: {
    meaning: 'The run was cut short while a request was open.',
    advice: 'Nothing to mend: the test was cancelled, or its time was over.',
    from: 'requests in scenarios and workloads',
  },
  NotAHistoryError: {
    meaning: 'A matcher was given something that it cannot judge.',
    advice:
      'Write `expect(await cluster(…))`. A matcher that needs the network cannot judge what `readHistory()` read.',
    from: 'all matchers',
  },
  ExplorationFailedError: {
    meaning:
      '`explore()` found a schedule under which the property fails. The message tells the smallest such run that was found.',
    advice: 'Paste the line behind `Replay` into a shell to run exactly this schedule again, as often as you like.',
    from: '`explore()`',
  },
  ReplayFormatError: {
    meaning: 'A text given as `replay` or MAELSTROM_REPLAY is none that `explore()` prints.',
    advice: 'Copy the whole of it: seed, faults and operations, parted by slashes.',
    from: '`cluster({ replay })`, `explore()`, `parseSchedule()`',
  },
  ShardFormatError: {
    meaning: 'MAELSTROM_SHARD does not name one of several machines.',
    advice: 'Set it to `1/3`, `2/3` and `3/3` where three machines share the seeds; leave it out where there is one.',
    from: '`explore()`',
  },
  PoolClosedError: {
    meaning: 'A run of `explore()` in a thread of its own was given up, because nobody waits for it any more.',
    advice: 'Nothing to mend: another run has failed already, or the test was cancelled.',
    from: '`explore()`, which keeps it to itself',
  },
  NodeHangError: {
    meaning:
      'In virtual time a node ran on and on, and the host broke it off. There is no run to judge: after how many steps that was depends on the machine.',
    advice:
      'Look for an endless loop where the message says the node was. A loop that waits for something must give way (`await`, a timer): in virtual time nothing arrives while a node runs. The property `node` names the node.',
    from: "`cluster()` and `explore()` with `clock: 'virtual'`",
  },
  StalledSimulationError: {
    meaning:
      'In virtual time nothing is left to happen, and the run still waits: something waits for the real machine.',
    advice:
      'In a scenario, use the `sleep` that it is handed, and await nothing but requests and the steering functions.',
    from: "`cluster()` with `clock: 'virtual'`",
  },
  IllFormedHistoryError: {
    meaning: 'A history has a process with two operations open at once, which no run can produce.',
    advice: 'Complete the first operation, or give the second one a process of its own.',
    from: 'matchers and checkers on histories of your own',
  },
  MalformedOperationError: {
    meaning: 'A checker can make nothing of the value of an operation. The verdict is unknown.',
    advice:
      'The message says what belongs there. For requests in a scenario, `recordedValue` of the workload decides what is recorded.',
    from: 'checkers; the reason of a verdict',
  },
  NotARunError: {
    meaning: 'A folder holds no finished run, or its files are not what a run writes there.',
    advice: 'Delete the folder, or run the test again with the same seed.',
    from: '`maelstrom serve`; whatever draws the page of a run',
  },
  ChallengeFailedError: {
    meaning: 'A part of a Gossip Glomers challenge was not passed. The message is that of any failed run.',
    advice: 'It says which figure is out of bounds, or what was wrong with the run, and how to run it again.',
    from: '`@jepsen-ts/maelstrom/glomers`',
  },
  UnknownPartError: {
    meaning: 'A Gossip Glomers challenge has no such part.',
    advice: 'The message lists the parts; leave out `parts` for all of them.',
    from: '`@jepsen-ts/maelstrom/glomers`',
  },
  ChoiceError: {
    meaning: 'There is no such language, workload or test runner to begin a project with.',
    advice: 'The message lists the names, and guesses which one was meant.',
    from: '`maelstrom init`',
  },
  InTheWayError: {
    meaning: 'A new project would overwrite files that are there already. Nothing was written.',
    advice: 'Give another folder, or `--force` to overwrite.',
    from: '`maelstrom init`',
  },
  UsageError: {
    meaning: 'The words of a command line are wrong.',
    advice: '`npx maelstrom test --help` lists the flags.',
    from: '`maelstrom test`; the commands of the two packages',
  },
  MaelstromError: {
    meaning:
      'For nodes: thrown in a handler it answers with an error, and a request of the node’s own rejects with it.',
    advice: 'Give it the code of the protocol by name: `new MaelstromError("key-does-not-exist")`.',
    from: '`@jepsen-ts/maelstrom/node`',
  },
  HistoryParseError: {
    meaning: 'A file or text is no history: neither JSON lines nor EDN, or with a line that is no operation.',
    advice: 'The message names the line.',
    from: '`readHistory()`',
  },
  UnbalancedEdnError: {
    meaning: 'A text in EDN has a bracket too many or too few.',
    advice: 'The file was cut off while it was written: take one of a run that ended.',
    from: '`readHistory()`',
  },
  HistoryError: {
    meaning: 'The parent of the errors that say that a history cannot be checked.',
    advice: 'Catch it to tell a history that is wrong in its form from one that is wrong in its contents.',
    from: `${LINEARIZE}, ${ISOLATION}`,
    package: LINEARIZE,
  },
  InvalidTimeError: {
    meaning: 'The time of an operation is no number.',
    advice: 'Give call and return times as finite numbers in one unit.',
    from: '`checkLinearizable()`',
    package: LINEARIZE,
  },
  ReturnBeforeCallError: {
    meaning: 'An operation returns before it was called.',
    advice: 'Look for times from two clocks.',
    from: '`checkLinearizable()`',
    package: LINEARIZE,
  },
  OpenOperationError: {
    meaning: 'A process begins an operation while another of its own is open.',
    advice: 'Complete the first, or use another process.',
    from: '`checkLinearizable()`',
    package: LINEARIZE,
  },
  InvalidEventError: {
    meaning: 'An event of a history is neither an invocation nor a completion of one.',
    advice: 'The message names the event.',
    from: '`checkLinearizable()`',
    package: LINEARIZE,
  },
  IncomparableValueError: {
    meaning: 'A state or value is of a kind that cannot be told apart from others, such as a function.',
    advice: 'Give the model plain data for states, or an `equal` of its own.',
    from: '`checkLinearizable()`',
    package: LINEARIZE,
  },
  ModelError: {
    meaning: 'A model threw while it stepped; the message says at which operation.',
    advice:
      'A model must have an answer for every state and operation: return that the step is illegal instead of throwing.',
    from: '`checkLinearizable()`',
    package: LINEARIZE,
  },
  UnsupportedOperationError: {
    meaning: 'A model does not know the function of an operation.',
    advice: 'Leave such operations out of the history, or teach the model.',
    from: '`checkLinearizable()`',
    package: LINEARIZE,
  },
  UnknownModelError: {
    meaning: 'There is no consistency model of that name.',
    advice: 'The message lists the names.',
    from: '`toSatisfyModel()`, the checks of transactions',
    package: ISOLATION,
  },
  UnknownAnomalyError: {
    meaning: 'There is no anomaly of that name.',
    advice: 'The message lists the names.',
    from: 'the lattice and the checks of transactions',
    package: ISOLATION,
  },
  UnknownDependencyKindError: {
    meaning: 'A dependency between transactions is of a kind that does not exist.',
    advice: 'There are ww, wr, rw, process and realtime.',
    from: '`checkGraph()`',
    package: ISOLATION,
  },
  UnknownMicroOperationError: {
    meaning: 'A transaction has a step that is neither a read nor a write of the workload.',
    advice: 'Steps are `["r", key, value]`, and `["append", key, value]` or `["w", key, value]`.',
    from: '`checkListAppend()`, `checkRwRegister()`',
    package: ISOLATION,
  },
  DuplicateWriteError: {
    meaning: 'The same value was written twice to one key, so that nobody can tell the writes apart.',
    advice: 'Generate values that are unique for each key.',
    from: '`checkListAppend()`, `checkRwRegister()`',
    package: ISOLATION,
  },
  OverlappingOperationsError: {
    meaning: 'A process begins a transaction while another of its own is open.',
    advice: 'Complete the first, or use another process.',
    from: 'the checks of transactions',
    package: ISOLATION,
  },
  UnwrittenElementError: {
    meaning: 'A list shows an element that no transaction appended.',
    advice: 'See `garbage-read`: keys that are mixed up, or JSON that changed a type.',
    from: '`checkListAppend()`',
    package: ISOLATION,
  },
} as const satisfies Record<string, ErrorExplanation>

export type ErrorClassName = keyof typeof ERRORS
