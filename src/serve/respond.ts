/** What a request is answered with, apart from the sockets that carry it. */

import { basename, dirname, extname } from 'node:path'
import { DIAGRAMS } from '../report/diagrams/index.ts'
import { html } from '../report/page/html.ts'
import { writeReport } from '../report/write-report.ts'
import { isAllowedHost } from './allowed-host.ts'
import { comparePage } from './compare-page.ts'
import { layout } from './layout.ts'
import { listPage } from './list-page.ts'
import { partsOf, runFile } from './run-files.ts'
import type { ListedRun, RunList } from './runs.ts'

export interface Asked {
  readonly method: string
  /** As it stood in the request: `/runs/raft/7/?x=1`. */
  readonly target: string
  readonly host: string | undefined
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** A text, or the path of a file to send. */
  readonly body: { readonly text: string } | { readonly file: string }
}

export interface Site {
  readonly root: string
  /** What the server listens on. */
  readonly host: string
  readonly list: RunList
}

/** Nothing from elsewhere, and no frame around it. */
const COMMON = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Frame-Options': 'DENY',
  'Cache-Control': 'no-store',
}
const OWN_PAGE =
  "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
/** The page of a run allows, in a policy of its own, only the scripts that it was written with; both policies have to be met. */
const RUN_PAGE =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src 'self' data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
const FILE = "default-src 'none'; style-src 'unsafe-inline'; sandbox"

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
}

/** All else is shown as text: logs, JSON lines, EDN. */
function typeOf(path: string): string {
  return TYPES[extname(path)] ?? 'text/plain; charset=utf-8'
}

export async function respond({ method, target, host }: Asked, site: Site): Promise<Answer> {
  if (!isAllowedHost(host, site.host))
    return told(
      421,
      `This server is not known as ${host ?? 'nothing at all'}: use its address, or start it with --host.`,
    )
  if (method !== 'GET' && method !== 'HEAD')
    return told(405, 'There is only something to read here.', { Allow: 'GET, HEAD' })
  const [path = '', search = ''] = target.split(/\?(.*)/s)
  const query = new URLSearchParams(search)
  if (path === '/') return page(200, listPage(site.root, site.list.runs(), query.get('q') ?? ''))
  if (path === '/compare') return compare(site, query.getAll('run'))
  if (path.startsWith('/runs/')) return await fileOf(site, path.slice('/runs/'.length))
  return nothing()
}

function compare({ list }: Site, paths: readonly string[]): Answer {
  const runs = paths.map(path => list.run(path)).filter(run => run !== undefined)
  const [a, b] = runs as [ListedRun?, ListedRun?]
  if (runs.length !== 2 || a === undefined || b === undefined)
    return told(400, `Tick two runs to compare them; these are ${runs.length}.`)
  return page(200, comparePage([a, b]))
}

async function fileOf({ root }: Site, encoded: string): Promise<Answer> {
  const isFolder = encoded.endsWith('/')
  const parts = partsOf(isFolder ? encoded.slice(0, -1) : encoded)
  if (parts === undefined) return nothing()
  const wanted = isFolder ? [...parts, 'index.html'] : parts
  const file = runFile(root, wanted) ?? (await drawn(root, wanted))
  if (file === undefined) return nothing()
  if (file.folder) return { status: 308, headers: { ...COMMON, Location: `/runs/${encoded}/` }, body: { text: '' } }
  const type = typeOf(file.path)
  const policy = basename(file.path) === 'index.html' ? RUN_PAGE : FILE
  return {
    status: 200,
    headers: { ...COMMON, 'Content-Type': type, 'Content-Security-Policy': policy },
    body: { file: file.path },
  }
}

/** Of a run that was not drawn when it ended (`report: 'never'`), the page and the diagrams are made when they are asked for. */
async function drawn(root: string, parts: readonly string[]): Promise<ReturnType<typeof runFile>> {
  const name = parts.at(-1)!
  if (name !== 'index.html' && !(name in DIAGRAMS)) return undefined
  const results = runFile(root, [...parts.slice(0, -1), 'results.json'])
  if (results === undefined) return undefined
  await onceAtATime(dirname(results.path), () => writeReport(dirname(results.path)))
  return runFile(root, parts)
}

const underWay = new Map<string, Promise<void>>()

/** A page asks for several diagrams at once; they are drawn together. */
function onceAtATime(folder: string, work: () => Promise<void>): Promise<void> {
  let current = underWay.get(folder)
  if (current === undefined) {
    current = work().finally(() => underWay.delete(folder))
    underWay.set(folder, current)
  }
  return current
}

function page(status: number, text: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return {
    status,
    headers: { ...COMMON, ...headers, 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': OWN_PAGE },
    body: { text },
  }
}

function told(status: number, text: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return page(status, layout(String(status), html`<h1>${text}</h1>`, html`<p><a href="/">All runs</a></p>`), headers)
}

function nothing(): Answer {
  return told(404, 'There is no such run or file here.')
}
