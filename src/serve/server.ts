/** `maelstrom serve`: a server for the runs in a results folder. It only reads, and only below that folder. */

import { createReadStream, statSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import { pipeline } from 'node:stream'
import { respond, type Site } from './respond.ts'
import { RunList } from './runs.ts'

export interface ServeOptions {
  /** The results folder. */
  readonly root: string
  /** 0 for any that is free. */
  readonly port: number
  readonly host: string
}

export interface RunningServer {
  /** Where it can be opened: `http://127.0.0.1:8080/`. */
  readonly url: string
  readonly port: number
  /** Ends at once, with connections that are open. */
  close(): Promise<void>
}

/** Ports that are tried after the wanted one. */
const MORE_PORTS = 20

/** Starts the server on the first free port from the wanted one on. Rejects with what listening fails with otherwise. */
export async function serve({ root, port, host }: ServeOptions): Promise<RunningServer> {
  const site: Site = { root: resolve(root), host, list: new RunList(resolve(root)) }
  const server = createServer((request, response) => {
    answer(request, response, site).catch((error: unknown) => {
      // A run that is half written or broken must not end the server.
      const text = error instanceof Error ? error.message : String(error)
      if (!response.headersSent) response.writeHead(500, { 'Content-Type': 'text/plain; charset=utf-8' })
      response.end(`This run cannot be shown: ${text}\n`)
    })
  })
  await listen(server, port, host)
  const address = server.address() as AddressInfo
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host
  return {
    url: `http://${name}:${address.port}/`,
    port: address.port,
    close: () =>
      new Promise(done => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

async function listen(server: Server, first: number, host: string): Promise<void> {
  const last = first === 0 ? 0 : Math.min(65_535, first + MORE_PORTS)
  for (let port = first; ; port++) {
    try {
      await new Promise<void>((done, fail) => {
        server.once('error', fail)
        server.listen(port, host, () => {
          server.off('error', fail)
          done()
        })
      })
      return
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || port >= last) throw error
    }
  }
}

async function answer(request: IncomingMessage, response: ServerResponse, site: Site): Promise<void> {
  const { method = 'GET', url = '/', headers } = request
  const { status, headers: given, body } = await respond({ method, target: url, host: headers.host }, site)
  const length = 'file' in body ? statSync(body.file).size : Buffer.byteLength(body.text)
  response.writeHead(status, { ...given, 'Content-Length': length })
  if (method === 'HEAD') response.end()
  else if ('text' in body) response.end(body.text)
  // A log may grow while it is sent; not beyond what was announced.
  else pipeline(createReadStream(body.file, length === 0 ? {} : { end: length - 1 }), response, () => {})
}
