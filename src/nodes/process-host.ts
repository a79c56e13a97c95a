/** Nodes as child processes on the real clock: any program that reads stdin and writes stdout. */
import { mkdir } from 'node:fs/promises'
import { execa } from 'execa'
import type { NodeHost, RunningNode, StartOptions } from './host.ts'
import { NodeProcess } from './node-process.ts'
import { type Command, checkProgram, type Program } from './program.ts'
import { ProgramError } from './program-error.ts'
import { startReaped } from './reaper.ts'
import { type Bundle, bundleTypeScript } from './typescript-program.ts'

export interface ProcessHostOptions extends Program {
  /** How long a node that is told to stop has to end by itself, in milliseconds. 500 if absent. */
  readonly graceMs?: number | undefined
}

/**
 * Runs one program as many nodes. Each node is a process group of its own, so that what it starts ends with it, and each is watched
 * by the reaper, so that it ends with us.
 * `start` and `prepare` reject with a {@link ProgramError} when the program cannot be run.
 */
export function processHost(options: ProcessHostOptions): NodeHost {
  let ready: Promise<{ command: Command; bundle?: Bundle }> | undefined

  async function build() {
    const command = await checkProgram(options)
    if (command.bundle === undefined) return { command }
    const bundle = await bundleTypeScript(command.bundle)
    return { command: { file: command.file, args: ['--enable-source-maps', bundle.path, ...command.args] }, bundle }
  }

  const prepared = () => {
    ready ??= build()
    return ready
  }

  return {
    async prepare() {
      await prepared()
    },

    async start(startOptions: StartOptions): Promise<RunningNode> {
      const { command } = await prepared()
      await mkdir(startOptions.dataDir, { recursive: true })
      return await startProcess(command, options, startOptions)
    },

    async close() {
      const { bundle } = (await ready?.catch(() => undefined)) ?? {}
      ready = undefined
      await bundle?.remove()
    },
  }
}

async function startProcess(command: Command, options: ProcessHostOptions, { dataDir, io }: StartOptions) {
  const spawn = () =>
    execa(command.file, command.args, {
      cwd: options.cwd,
      env: { ...options.env, MAELSTROM_DATA_DIR: dataDir },
      // Windows opens a window for each detached process, and has no groups.
      detached: process.platform !== 'win32',
      buffer: false,
      cleanup: false,
      reject: false,
    })
  let child: ReturnType<typeof spawn> | undefined
  const pgid = startReaped(() => {
    child = spawn()
    return child.pid
  })
  if (pgid === undefined) throw cannotStart(command, await child)
  return new NodeProcess(child!, pgid, io, options.graceMs ?? 500)
}

/** What the checks before could not see: limits of the system, a binary for another kind of machine. */
function cannotStart(command: Command, result: unknown): ProgramError {
  const { code, originalMessage, cause } = (result ?? {}) as {
    code?: string
    originalMessage?: string
    cause?: unknown
  }
  const remedies: Record<string, string> = {
    EAGAIN: 'the system allows no more processes: use fewer nodes, or raise the limit (ulimit -u)',
    EMFILE: 'too many files are open: use fewer nodes, or raise the limit (ulimit -n)',
    ENFILE: 'too many files are open in the whole system: use fewer nodes',
    ENOMEM: 'there is not enough memory: use fewer nodes',
    E2BIG: 'args and env are too long: hand the data over in a file',
  }
  return new ProgramError(
    {
      given: command.file,
      tried: [command.file],
      problem: `the system refused to start it (${originalMessage ?? code ?? 'no reason given'})`,
      remedies: [remedies[code ?? ''] ?? `try it in a shell: ${[command.file, ...command.args].join(' ')}`],
    },
    { cause },
  )
}
