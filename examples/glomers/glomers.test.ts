// The Gossip Glomers challenges (https://fly.io/dist-sys). For a program in another language leave `clock` out: then each part takes as long as it says.
import { glomers } from '@jepsen-ts/maelstrom/glomers'

glomers.echo({ bin: '../echo/node.ts', clock: 'virtual' })
glomers.uniqueIds({ bin: '../unique-ids/node.js', clock: 'virtual' })
glomers.broadcast({ bin: './broadcast.ts', clock: 'virtual' })
glomers.gCounter({ bin: '../g-counter/node.js', clock: 'virtual' })
glomers.kafka({ bin: '../kafka/leaders.ts', clock: 'virtual' })
glomers.txn({ bin: '../txn-rw-register/available.js', clock: 'virtual' })
