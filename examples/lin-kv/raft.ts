#!/usr/bin/env node
import { ReplicatedStore } from './replicated-store.ts'

new ReplicatedStore().node.run()
