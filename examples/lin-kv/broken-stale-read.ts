#!/usr/bin/env node
// Raft, but a leader answers reads from its own store, without asking anyone. When it is cut off from the others, they
// elect another one, and it is the last to learn of it.
import type { Body } from '../lib/maelstrom.js'
import { ReplicatedStore } from './replicated-store.ts'
import type { Command } from './store.ts'

class Hasty extends ReplicatedStore {
  override async handle(command: Command): Promise<Body> {
    const { type, key } = command.request
    if (type === 'read' && this.raft.role === 'leader') return this.store.read(key)
    return super.handle(command)
  }
}

new Hasty().node.run()
