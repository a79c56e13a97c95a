/**
 * Lines at the bottom of the terminal that change in place. Vitest's own reporters may have a window there; then the lines are part of it, since two
 * that move the cursor spoil each other's work.
 */

/** What Vitest's reporters keep in their window; nothing that Vitest promises, so each piece is looked at before it is used. */
interface VitestWindow {
  readonly options: { getWindow: () => string[] }
  schedule(): void
}

export interface LiveLines {
  /** The lines have changed. */
  refresh(): void
}

/** `reporters`: those of Vitest, once all of them are there. `lines`: asked for whenever something is drawn. */
export function liveLines(reporters: readonly unknown[], lines: () => readonly string[]): LiveLines {
  const found = reporters.map(windowOf).find(window => window !== undefined)
  if (found === undefined) return ownLine(lines)
  const before = found.options.getWindow
  found.options.getWindow = () => [...before(), ...indented(lines())]
  return { refresh: () => found.schedule() }
}

function indented(lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [...lines.map(line => ` ${line}`), '']
}

function windowOf(reporter: unknown): VitestWindow | undefined {
  const { summary, renderer = summary?.renderer } = (reporter ?? {}) as {
    readonly summary?: { readonly renderer?: Partial<VitestWindow> }
    readonly renderer?: Partial<VitestWindow>
  }
  return typeof renderer?.options?.getWindow === 'function' && typeof renderer.schedule === 'function'
    ? (renderer as VitestWindow)
    : undefined
}

/** Only the first line, which a carriage return takes back. */
function ownLine(lines: () => readonly string[]): LiveLines {
  let shown = false
  return {
    refresh() {
      const [line] = lines()
      if (line === undefined && !shown) return
      shown = line !== undefined
      process.stderr.write(`\r\u001b[K${line ?? ''}`)
    },
  }
}
