/** `maelstrom serve`: shows past runs in a browser. */

import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { serve } from '../serve/server.ts'
import { FAILED, USAGE } from './exit-status.ts'

const HELP = `maelstrom serve [--port 8080] [--host 127.0.0.1] [FOLDER]

Lists the runs in FOLDER (default: maelstrom-results), shows each, and compares two.

  --port N     The first port to try; if it is taken, the next ones (default: 8080).
  --host NAME  The address to listen on (default: 127.0.0.1, which only this machine reaches).`

/** Runs until Ctrl-C. */
export async function serveCommand(words: readonly string[]): Promise<number> {
  let parsed: { port: number; host: string; folder: string } | undefined
  try {
    parsed = parse(words)
  } catch (error) {
    process.stderr.write(`maelstrom serve: ${error instanceof Error ? error.message : String(error)}\n\n${HELP}\n`)
    return USAGE
  }
  if (parsed === undefined) {
    process.stdout.write(`${HELP}\n`)
    return 0
  }
  const { port, host, folder } = parsed
  let server: Awaited<ReturnType<typeof serve>>
  try {
    server = await serve({ root: folder, port, host })
  } catch (error) {
    process.stderr.write(
      `maelstrom serve: cannot listen on ${host}, port ${port}: ${error instanceof Error ? error.message : String(error)}\n`,
    )
    return FAILED
  }
  if (port !== 0 && server.port !== port) process.stdout.write(`Port ${port} is taken.\n`)
  process.stdout.write(`The runs in ${resolve(folder)}: ${server.url}\nCtrl-C ends it.\n`)
  if (!existsSync(folder)) process.stdout.write('That folder does not exist yet; the first run makes it.\n')
  await new Promise<void>(end => {
    process.once('SIGINT', () => end())
    process.once('SIGTERM', () => end())
  })
  await server.close()
  return 0
}

/** Undefined: help is asked for. */
function parse(words: readonly string[]): { port: number; host: string; folder: string } | undefined {
  const { values, positionals } = parseArgs({
    args: [...words],
    options: {
      port: { type: 'string', short: 'p', default: '8080' },
      host: { type: 'string', default: '127.0.0.1' },
      help: { type: 'boolean', short: 'h', default: false },
    },
    strict: true,
    allowPositionals: true,
  })
  if (values.help) return undefined
  const port = Number(values.port)
  if (!Number.isInteger(port) || port < 0 || port > 65_535 || values.port.trim() === '')
    throw new Error(`--port takes a whole number from 0 to 65535; got ${JSON.stringify(values.port)}`)
  if (positionals.length > 1) throw new Error(`one folder at a time; got ${positionals.join(' ')}`)
  return { port, host: values.host, folder: positionals[0] ?? 'maelstrom-results' }
}
