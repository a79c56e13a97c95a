/**
 * From what the user wrote as `bin` to what the operating system can run, or to an error that says what to type. The system's own
 * answers (ENOENT for a missing interpreter, a Python file run by /bin/sh because it lacks its first line) would mislead a beginner.
 */
import { constants } from 'node:fs'
import { access, open, readdir, stat } from 'node:fs/promises'
import { basename, delimiter, dirname, extname, isAbsolute, join, resolve } from 'node:path'
import { ProgramError } from './program-error.ts'
import { explainUnrunnable, sourceHint } from './program-format.ts'

/** A node's program, as users give it. */
export interface Program {
  /**
   * A path, or a command with its first arguments (`['python3', 'node.py']`). The first word is resolved against `cwd`; a name without
   * a slash that is no file there is looked up in PATH. JavaScript needs neither `chmod +x` nor a first line `#!…`, TypeScript no build.
   */
  readonly bin: string | readonly string[]
  readonly args?: readonly string[] | undefined
  /** Added to this process's environment; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined
  /** Absolute path of the folder that relative paths start from, and in which the program runs. */
  readonly cwd: string
}

/** What to execute. */
export interface Command {
  /** Absolute path. */
  readonly file: string
  readonly args: readonly string[]
  /** A TypeScript file that has to be bundled first; the bundle goes before `args`. */
  readonly bundle?: string
}

const JAVASCRIPT = new Set(['.js', '.mjs', '.cjs'])
const TYPESCRIPT = new Set(['.ts', '.mts', '.cts'])
/** Commands whose first argument, unless it is an option, is a file that they run. */
const RUNS_A_FILE =
  /^(?:python[\d.]*|pypy[\d.]*|ruby|perl|lua[\d.]*|php|bash|sh|dash|zsh|Rscript|escript|tsx|ts-node|racket|node)$/

/**
 * Finds the program and makes sure, as far as can be seen without running it, that it will run.
 * @throws {ProgramError} that names what is wrong and how to mend it.
 */
export async function checkProgram(program: Program): Promise<Command> {
  const [name = '', ...first] = typeof program.bin === 'string' ? [program.bin] : program.bin
  const args = [...first, ...(program.args ?? [])]
  if (name === '') {
    throw new ProgramError({
      given: JSON.stringify(program.bin),
      tried: [],
      problem: 'it is empty',
      remedies: ["bin: './node.py'"],
    })
  }
  if (!(await isFolder(program.cwd))) {
    const problem = `the folder it should run in, ${program.cwd}, does not exist`
    throw new ProgramError({ given: name, tried: [program.cwd], problem, remedies: ['give an existing folder as cwd'] })
  }
  const file = await find(name, program)
  const command = await commandFor(name, file, args, program)
  if (first.length > 0) await checkScript(name, first[0]!, program)
  return command
}

/** The command to execute for a file that exists. */
async function commandFor(name: string, file: string, args: readonly string[], program: Program): Promise<Command> {
  const extension = extname(file).toLowerCase()
  const head = await readHead(name, file)
  const executable = await isExecutable(file)
  const shebang = executable ? /^#!(.*)/.exec(head.toString('latin1'))?.[1] : undefined
  if (TYPESCRIPT.has(extension) && (shebang === undefined || /\bnode\b/.test(shebang))) {
    return { file: process.execPath, args, bundle: file }
  }
  if (JAVASCRIPT.has(extension) && shebang === undefined) return { file: process.execPath, args: [file, ...args] }

  const shown = isAbsolute(name) || /[/\\]/.test(name) ? name : `./${name}`
  if (!executable) {
    const problem = 'the file is not executable'
    throw new ProgramError({
      given: name,
      tried: [file],
      problem,
      remedies: sourceHint(shown, head) ?? [`chmod +x ${shown}`],
    })
  }
  const unrunnable = await explainUnrunnable(head, shown, command => findInPath(command, program.env))
  if (unrunnable !== undefined) throw new ProgramError({ given: name, tried: [file], ...unrunnable })
  return { file, args }
}

async function find(name: string, program: Program): Promise<string> {
  const path = resolve(program.cwd, name)
  if (await isFile(path)) return path
  const bare = !/[/\\]/.test(name)
  const inPath = bare ? await findInPath(name, program.env) : undefined
  if (inPath !== undefined) return inPath

  const tried = bare ? [path, `every folder of PATH, for ${name}`] : [path]
  const folder = await isFolder(path)
  const similar = await lookAlikes(path)
  const remedies = similar.map(file => `bin: '${bare ? './' : `${dirname(name)}/`}${file}'`)
  if (/\s/.test(name))
    remedies.unshift(
      `bin: [${name
        .trim()
        .split(/\s+/)
        .map(word => `'${word}'`)
        .join(', ')}]`,
    )
  if (remedies.length === 0) remedies.push(`give a path relative to ${program.cwd}, or an absolute one`)
  throw new ProgramError({
    given: name,
    tried,
    problem: folder ? 'that is a folder' : 'there is no such file',
    remedies,
  })
}

/** Where a command lies in PATH, if it does. */
async function findInPath(command: string, env: Program['env']): Promise<string | undefined> {
  const path = (env !== undefined && 'PATH' in env ? env.PATH : process.env.PATH) ?? ''
  const endings = process.platform === 'win32' ? ['', ...(process.env.PATHEXT ?? '.EXE;.CMD').split(';')] : ['']
  for (const folder of path.split(delimiter)) {
    for (const ending of endings) {
      const file = join(folder, command + ending)
      if (isAbsolute(file) && (await isFile(file)) && (await isExecutable(file))) return file
    }
  }
  return undefined
}

/** `['python3', 'nod.py']`: Python would say so on stderr and the node would seem not to answer. */
async function checkScript(name: string, script: string, program: Program): Promise<void> {
  if (!RUNS_A_FILE.test(basename(name)) || script.startsWith('-') || extname(script) === '') return
  const path = resolve(program.cwd, script)
  if ((await stat(path).catch(() => undefined)) !== undefined) return
  const similar = (await lookAlikes(path)).map(file => `bin: ['${name}', '${join(dirname(script), file)}']`)
  throw new ProgramError({
    given: `${name} ${script}`,
    tried: [path],
    problem: `there is no file ${script} for ${name} to run`,
    remedies: similar.length > 0 ? similar : [`give a path relative to ${program.cwd}, or an absolute one`],
  })
}

/** Files beside `path` that differ from it in their ending or in upper and lower case only. */
async function lookAlikes(path: string): Promise<string[]> {
  const stem = (file: string) => basename(file, extname(file)).toLowerCase()
  const files = await readdir(dirname(path), { withFileTypes: true }).catch(() => [])
  return files
    .filter(entry => entry.isFile() && stem(entry.name) === stem(path))
    .map(entry => entry.name)
    .sort()
    .slice(0, 3)
}

/** The first bytes of the file: as many as Linux looks at. */
async function readHead(name: string, file: string): Promise<Buffer> {
  try {
    const handle = await open(file)
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(256), 0, 256, 0)
      return buffer.subarray(0, bytesRead)
    } finally {
      await handle.close()
    }
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code
    // A program may be executable and not readable: then the system has to judge it.
    if (code === 'EACCES' && (await isExecutable(file))) return Buffer.from('\x7fELF')
    const problem = `the file cannot be read (${code})`
    throw new ProgramError({ given: name, tried: [file], problem, remedies: [`chmod u+rx ${file}`] }, { cause })
  }
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() === true
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  )
}
