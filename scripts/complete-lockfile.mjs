#!/usr/bin/env node
/**
 * Adds to package-lock.json the entries of programs for other systems (`@biomejs/cli-darwin-arm64`, …) that npm left out. npm does that where a registry
 * or an existing node_modules has them for one system only; `npm ci` then fails everywhere ("Missing: … from lock file"), since their package asks for
 * them. Run it after `npm install`. It asks no registry: name and version stand in the lock file, the system in the name.
 */

import { readFileSync, writeFileSync } from 'node:fs'

const path = new URL('../package-lock.json', import.meta.url)
const lock = JSON.parse(readFileSync(path, 'utf8'))
const { packages } = lock

/** Where Node would find `name` from the package at `from`; undefined if the lock does not have it. */
function find(from, name) {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    const candidate = at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`
    if (candidate in packages) return candidate
    if (at === '') return undefined
  }
}

/** `darwin-arm64`, `linux-x64-musl`, `win32-arm64-msvc`: the systems that a package is for, by the end of its name; undefined: for none, or for all. */
function systemOf(name) {
  const match =
    /[-/](aix|android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|win32)-(arm64|arm|armv7l|ia32|loong64|mips64el|ppc64|riscv64|s390x|universal|x64)(?:-(gnu|musl|msvc|gnueabihf|musleabihf|eabi))?$/.exec(
      name,
    )
  if (match === null) return undefined
  const [, os, cpu, abi = ''] = match
  const libc = os !== 'linux' ? [] : abi.startsWith('musl') ? ['musl'] : abi.startsWith('gnu') ? ['glibc'] : []
  return {
    os: [os],
    ...(cpu === 'universal' ? {} : { cpu: [cpu === 'armv7l' ? 'arm' : cpu] }),
    ...(libc.length === 0 ? {} : { libc }),
  }
}

const added = []
for (const [from, { optionalDependencies = {}, dev, ...entry }] of Object.entries(packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    if (find(from, name) !== undefined) continue
    const system = systemOf(name) ?? (/wasm32/.test(name) ? { cpu: ['wasm32'] } : undefined)
    if (system === undefined || !/^\d+\.\d+\.\d+\S*$/.test(version)) {
      console.error(`${name}@${version}, which ${from} asks for: no system in its name, or no exact version. Left out.`)
      process.exitCode = 1
      continue
    }
    // Beside the package that asks for it, as npm would place one that nobody else asks for.
    const beside = from.slice(0, from.lastIndexOf('node_modules/'))
    packages[`${beside}node_modules/${name}`] = {
      version,
      ...(dev === undefined ? {} : { dev }),
      ...(entry.peer === undefined ? {} : { peer: entry.peer }),
      optional: true,
      ...system,
    }
    added.push(name)
  }
}
lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, 'en')))
if (added.length > 0) writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`)
console.log(`${added.length} entries added${added.map(name => `\n  ${name}`).join('')}`)
