/** What the first bytes of a file, and the ending of its name, say about how it can be run. */
import { access } from 'node:fs/promises'
import { extname, isAbsolute } from 'node:path'
import type { ProgramProblem } from './program-error.ts'

/** Interpreters by the ending of a source file. */
const INTERPRETERS: Readonly<Record<string, readonly string[]>> = {
  '.py': ['python3'],
  '.rb': ['ruby'],
  '.pl': ['perl'],
  '.lua': ['lua'],
  '.php': ['php'],
  '.sh': ['sh'],
  '.bash': ['bash'],
  '.r': ['Rscript'],
  '.jar': ['java', '-jar'],
}

/** Languages whose source has to be built: how, for a file F and a program P. */
const BUILDS: Readonly<Record<string, string>> = {
  '.go': 'go build -o P F',
  '.rs': 'rustc -O -o P F',
  '.c': 'cc -O2 -o P F',
  '.cc': 'c++ -O2 -o P F',
  '.cpp': 'c++ -O2 -o P F',
  '.zig': 'zig build-exe F',
  '.hs': 'ghc -O -o P F',
}

/**
 * What to type for a source file that cannot be executed as it is; undefined if the ending says nothing. `path` as the user wrote it,
 * `head` its first bytes.
 */
export function sourceHint(path: string, head: Buffer): string[] | undefined {
  const extension = extname(path).toLowerCase()
  const build = BUILDS[extension]
  if (build !== undefined) {
    const built = path.slice(0, -extension.length)
    return [`${build.replace('P', built).replace('F', path)}, then bin: '${built}'`]
  }
  if (extension === '.java') return [`bin: ['java', '${path}']`]
  const interpreter = INTERPRETERS[extension]
  if (interpreter === undefined) return undefined
  const viaBin = `bin: [${[...interpreter, path].map(word => `'${word}'`).join(', ')}]`
  if (extension === '.jar') return [viaBin]
  const firstLine = head.toString('latin1').startsWith('#!')
    ? ''
    : `, and make its first line #!/usr/bin/env ${interpreter[0]}`
  return [`chmod +x ${path}${firstLine}`, viaBin]
}

/**
 * Why the system cannot execute a file that has the right to be executed and begins with `head`; undefined if nothing speaks against it.
 * `path` as the user wrote it; `find` looks a command up in PATH.
 */
export async function explainUnrunnable(
  head: Buffer,
  path: string,
  find: (command: string) => Promise<string | undefined>,
): Promise<Pick<ProgramProblem, 'problem' | 'remedies'> | undefined> {
  if (process.platform === 'win32') return undefined
  if (head.length === 0) return { problem: 'the file is empty', remedies: ['put a program into it'] }
  const text = head.toString('latin1')
  if (text.startsWith('\xef\xbb\xbf#!')) {
    const problem = 'it begins with a byte order mark, which hides its first line #!… from the system'
    return { problem, remedies: [`sed -i '1s/^\\xEF\\xBB\\xBF//' ${path}`] }
  }
  if (text.startsWith('#!')) return explainShebang(text, path, find)
  if (head.includes(0) || text.startsWith('\x7fELF')) return explainBinary(head, path)
  // A text without a first line #!…: the C library would have /bin/sh run it, whatever its language.
  const interpreter = INTERPRETERS[extname(path).toLowerCase()]
  const viaBin = sourceHint(path, head)?.filter(hint => !hint.startsWith('chmod')) ?? []
  return {
    problem: 'it is a text whose first line does not say which program runs it',
    remedies: [
      ...(interpreter?.length === 1 ? [`make its first line #!/usr/bin/env ${interpreter[0]}`] : []),
      ...(viaBin.length > 0
        ? viaBin
        : [`make its first line #!/usr/bin/env python3, or whatever runs it`, `bin: ['python3', '${path}']`]),
    ],
  }
}

async function explainShebang(text: string, path: string, find: (command: string) => Promise<string | undefined>) {
  const line = /^#!([^\n]*)/.exec(text)![1]!
  if (line.endsWith('\r')) {
    const problem = `its lines end the Windows way (CR LF), so the system looks for an interpreter called "${line.trim()}\\r"`
    return { problem, remedies: [`sed -i 's/\\r$//' ${path}`] }
  }
  const words = line.trim().split(/\s+/)
  const [interpreter = ''] = words
  if (interpreter === '') {
    return {
      problem: 'its first line #! names no interpreter',
      remedies: ['make its first line #!/usr/bin/env python3, or whatever runs it'],
    }
  }
  const name = interpreter.split('/').at(-1)!
  // `env [-S] [NAME=value…] command`: the command is what has to exist.
  const viaEnv = name === 'env' ? words.slice(1).find(word => !word.startsWith('-') && !word.includes('=')) : undefined
  const wanted = viaEnv ?? interpreter
  const found = isAbsolute(wanted)
    ? await exists(wanted)
    : viaEnv !== undefined
      ? (await find(wanted)) !== undefined
      : true
  if (found) return undefined
  const where = isAbsolute(wanted) ? 'does not exist' : 'is not in PATH'
  const elsewhere = viaEnv === undefined && (await find(name)) !== undefined
  const remedies = elsewhere
    ? [`make its first line #!/usr/bin/env ${name}`, `bin: ['${name}', '${path}']`]
    : [`install ${wanted.split('/').at(-1)}`]
  return { problem: `its first line asks for ${wanted}, which ${where}`, remedies }
}

const ELF = '\x7fELF'
/** First four bytes of programs for macOS: 64-bit, either byte order, and universal ones. */
const MACH_O = new Set(['cffaedfe', 'feedfacf', 'cafebabe', 'cafebabf'])

/** A program that was compiled on one system and is run on another: in a container, mostly. */
function explainBinary(head: Buffer, path: string): Pick<ProgramProblem, 'problem' | 'remedies'> | undefined {
  const magic = head.toString('hex', 0, 4)
  const remedies = [`build ${path} on this machine (${process.platform}, ${process.arch})`]
  if (process.platform === 'linux' && MACH_O.has(magic)) {
    if (magic === 'cafebabe' && extname(path) === '.class')
      return { problem: 'it is a Java class', remedies: [`bin: ['java', …]`] }
    return { problem: 'it was built for macOS', remedies }
  }
  if (process.platform === 'darwin' && head.toString('latin1', 0, 4) === ELF)
    return { problem: 'it was built for Linux', remedies }
  return undefined
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
