// A student's whole test file. Only the time limit and the choice of parts keep it short.
import { glomers } from '@jepsen-ts/maelstrom/glomers'

glomers.echo({ bin: './echo.js', timeLimit: '500ms' })
