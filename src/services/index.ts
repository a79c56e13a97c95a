/** The services of every run. One line registers one. */

import { linKv } from './lin-kv.ts'
import { linTso } from './lin-tso.ts'
import { lwwKv } from './lww-kv.ts'
import { seqKv } from './seq-kv.ts'
import type { ServiceDefinition } from './service.ts'

export const SERVICES: readonly ServiceDefinition[] = [linKv, seqKv, lwwKv, linTso]
