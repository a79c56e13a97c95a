/** What of the host reaches into a realm. */

import assert from 'node:assert'
import async_hooks from 'node:async_hooks'
import buffer from 'node:buffer'
import nodeConsole from 'node:console'
import constants from 'node:constants'
import crypto from 'node:crypto'
import { constants as fsConstants, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import querystring from 'node:querystring'
import string_decoder from 'node:string_decoder'
import url from 'node:url'
import util from 'node:util'
import zlib from 'node:zlib'
import type { HostModules } from './realm/bridge.ts'

export const HOST_MODULES: HostModules = {
  assert,
  async_hooks,
  buffer,
  console: nodeConsole,
  constants,
  crypto,
  // A copy: properties of the original are slow to read.
  fs: { constants: { ...fsConstants } },
  path,
  // Deprecated, and loading it prints a warning: a program that asks for it gets the package of that name, if it has one.
  punycode: undefined,
  querystring,
  string_decoder,
  url,
  util,
  zlib,
}

export const HOST_PROCESS = {
  version: process.version,
  versions: { ...process.versions },
  platform: process.platform,
  arch: process.arch,
}

/** Finds a module by Node's rules, from a file of the program, and reads it from the real disk. */
export function requireFromDisk(request: string, from: string): { path: string; source: string } | undefined {
  try {
    const found = createRequire(from).resolve(request)
    return { path: found, source: found.endsWith('.node') ? '' : readFileSync(found, 'utf8') }
  } catch {
    return undefined
  }
}
