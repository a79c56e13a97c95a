/** Runs from which the reference takes its examples: in virtual time, with a fixed seed, so that they are the same each time. */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { matchers } from '../../matchers/index.ts'
import type { MatcherResult } from '../../matchers/matcher.ts'
import { cluster } from '../../src/cluster.ts'
import type { History } from '../../src/history/history.ts'
import type { ClusterOptions } from '../../src/options.ts'

export const example = (path: string) => fileURLToPath(new URL(`../../examples/${path}`, import.meta.url))

export const SEED = 7

/** A short run in virtual time. */
export function shortRun(options: ClusterOptions): Promise<History> {
  const defaults = {
    nodes: 3,
    rate: 30,
    timeLimit: '5s',
    latency: 5,
    latencyDist: 'exponential',
    nemesisInterval: '1s',
  } as const
  return cluster({ clock: 'virtual', seed: SEED, results: false, ...defaults, ...options })
}

/** The same, of which `read` takes what it needs from the folder. */
export async function withFolder<T>(
  options: ClusterOptions,
  read: (folder: string, history: History) => T,
): Promise<T> {
  const root = mkdtempSync(join(tmpdir(), 'maelstrom-reference-'))
  try {
    const history = await shortRun({ ...options, results: root })
    return read(history.folder!, history)
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

export interface Exchange {
  readonly request: string
  readonly reply: string
}

interface Sent {
  readonly src: string
  readonly dest: string
  readonly body: {
    readonly type: string
    readonly msg_id?: number
    readonly in_reply_to?: number
    readonly [field: string]: unknown
  }
}

/** For each type of request of a client, an exchange of it: the last one that was answered and whose texts are short, since the first ones show empty states. */
export async function exchanges(options: ClusterOptions, client = /^c\d+$/): Promise<ReadonlyMap<string, Exchange>> {
  return await withFolder(options, folder => {
    const messages = readFileSync(join(folder, 'messages.jsonl'), 'utf8')
      .trimEnd()
      .split('\n')
      .map(line => (JSON.parse(line) as { message: Sent }).message)
    const open = new Map<string, Sent>()
    const found = new Map<string, Exchange>()
    for (const message of messages) {
      const { src, dest, body } = message
      if (client.test(src)) open.set(`${src} ${dest} ${body.msg_id}`, message)
      const asked = open.get(`${dest} ${src} ${body.in_reply_to}`)
      if (asked === undefined || body.type === 'error') continue
      const exchange = { request: JSON.stringify(asked), reply: JSON.stringify(message) }
      const long = exchange.request.length + exchange.reply.length > 320
      const hollow = (text: string) => /:(\[\]|\{\}|null)[,}]|null\]/.test(text)
      const known = found.get(asked.body.type)
      if (known === undefined || (!long && (hollow(known.reply) || !hollow(exchange.reply))))
        found.set(asked.body.type, exchange)
    }
    return found
  })
}

/** What a matcher prints when it fails. Throws when it passes: then it is no example. */
export function failureOf(history: History, name: keyof typeof matchers, args: readonly unknown[]): string {
  const matcher = matchers[name] as (this: unknown, received: unknown, ...args: readonly unknown[]) => MatcherResult
  const shown = args.map(arg => (typeof arg === 'string' ? `'${arg}'` : formatArgument(arg))).join(', ')
  const utils = { matcherHint: (name: string) => `expect(history).${name}(${shown})` }
  const { pass, message } = matcher.call({ isNot: false, utils }, history, ...args)
  const text = stripVTControlCharacters(message())
  if (pass || text.includes('That is unknown')) throw new Error(`The example of ${name} does not fail:\n${text}`)
  return text
}

export function formatArgument(value: unknown): string {
  return JSON.stringify(value)
    .replace(/"(\w+)":/g, ' $1: ')
    .replaceAll('"', "'")
    .replace(/\}/g, ' }')
    .replace(/\{ {2}/g, '{ ')
}
