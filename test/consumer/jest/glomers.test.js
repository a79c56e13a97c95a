// A student's whole test file. Only the time limit keeps it short.
const { glomers } = require('@jepsen-ts/maelstrom/glomers')

glomers.echo({ bin: './echo.js', timeLimit: '500ms' })
