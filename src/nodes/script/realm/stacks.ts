/** Stack traces that speak of the user's files and leave out the simulator's. */

const formatError = Error.prototype.toString

/** V8 asks for the text of a stack when it is first read. */
export function installStacks(): void {
  Error.stackTraceLimit = 20
  Object.defineProperty(Error, 'prepareStackTrace', {
    value: prepare,
    writable: true,
    configurable: true,
    enumerable: false,
  })
}

function prepare(error: unknown, frames: readonly NodeJS.CallSite[]): string {
  let head: string
  try {
    head = formatError.call(error)
  } catch {
    head = '<error>'
  }
  const lines: string[] = []
  for (const frame of frames) {
    const file = frame.getFileName() ?? ''
    if (bridge.hides(file)) continue
    const text = frame.toString()
    const line = frame.getLineNumber() ?? 0
    const column = frame.getColumnNumber() ?? 0
    const place = bridge.locate(file, line, column)
    if (place === '') continue
    lines.push(`\n    at ${place === undefined ? text : text.replace(`${file}:${line}:${column}`, place)}`)
  }
  return head + lines.slice(0, 12).join('')
}
