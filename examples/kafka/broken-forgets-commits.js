#!/usr/bin/env node
// A log for each key, all on one node, and all on its disk: it survives a restart.
//
// The bug: the commits do not. Who asks for them after a restart begins from the beginning.
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Node } from '../lib/maelstrom.js'
import { MemoryLog, serve } from './log.js'

const file = join(process.env.MAELSTROM_DATA_DIR, 'log')

class OnDisk extends MemoryLog {
  constructor() {
    super()
    const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []
    for (const line of lines) super.append(...JSON.parse(line))
  }

  append(key, msg) {
    appendFileSync(file, `${JSON.stringify([key, msg])}\n`)
    return super.append(key, msg)
  }
}

serve(new Node(), new OnDisk())
