/** Patches as the docs show them: context, `-` and `+`, and no line numbers, since a reader has none. */

/** A patch that does not fit the file it is for. */
export class PatchError extends Error {
  override readonly name = 'PatchError'
}

interface Hunk {
  readonly from: readonly string[]
  readonly to: readonly string[]
}

/** The text with the patch made. Each piece must occur once behind the piece before it; `@@` or a line `…` parts pieces. */
export function applyPatch(text: string, patch: string): string {
  let lines = text.split('\n')
  let at = 0
  for (const { from, to } of hunksOf(patch)) {
    const place = find(lines, from, at)
    lines = [...lines.slice(0, place), ...to, ...lines.slice(place + from.length)]
    at = place + to.length
  }
  return lines.join('\n')
}

function hunksOf(patch: string): Hunk[] {
  const hunks: { from: string[]; to: string[] }[] = [{ from: [], to: [] }]
  for (const line of patch.split('\n')) {
    if (/^(---|\+\+\+) /.test(line)) continue
    if (/^@@/.test(line) || /^ ?…$/.test(line)) {
      hunks.push({ from: [], to: [] })
      continue
    }
    const { from, to } = hunks.at(-1)!
    const rest = line.slice(1)
    if (line.startsWith('-')) from.push(rest)
    else if (line.startsWith('+')) to.push(rest)
    else if (line === '' || line.startsWith(' ')) {
      from.push(rest)
      to.push(rest)
    } else throw new PatchError(`a line of a patch begins with a blank, - or +; this one does not: ${line}`)
  }
  return hunks.filter(({ from, to }) => from.length > 0 || to.length > 0)
}

function find(lines: readonly string[], wanted: readonly string[], after: number): number {
  if (wanted.length === 0) throw new PatchError('a piece of a patch without a line that is there already has no place')
  const same = (a: string | undefined, b: string) => a?.trimEnd() === b.trimEnd()
  const places = lines.flatMap((_, at) =>
    at >= after && wanted.every((line, i) => same(lines[at + i], line)) ? [at] : [],
  )
  if (places.length === 1) return places[0]!
  throw new PatchError(
    `${places.length === 0 ? 'the file has no such lines' : `the file has these lines ${places.length} times`}:\n${wanted.join('\n')}`,
  )
}
