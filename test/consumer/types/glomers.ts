import { glomers } from '@jepsen-ts/maelstrom/glomers'

glomers.broadcast({ bin: './node' })
glomers.broadcast({ bin: './node', parts: ['3d', '3e'], clock: 'virtual', seed: 7, timeLimit: '5s' })
// @ts-expect-error a part of another challenge
glomers.txn({ bin: './node', parts: ['3a'] })
// @ts-expect-error the workload is the challenge's
glomers.echo({ bin: './node', workload: 'kafka' })
