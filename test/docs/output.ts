/** Whether a shown output is what was printed, up to what is different each time: times, counts, ids, paths. */

import { stripVTControlCharacters } from 'node:util'

/** A line without what may differ. */
export function normalize(line: string): string {
  return (
    stripVTControlCharacters(line)
      .replace(/(?<![\w.])(?:\/[\w.@+-]+){2,}\/?/g, '/path')
      .replace(/\b\d+(?:[.,:]\d+)*\s?(?:ns|µs|us|ms|s|min|h|m)\b/g, '#t')
      .replace(/\b[0-9a-f]*\d[0-9a-f]*\b/g, '#')
      .replace(/\d+(?:[.,:]\d+)*/g, '#')
      .replace(/#(?:[.,:]#)+/g, '#')
      // One of them or several.
      .replace(/# ([a-z]+?)s?\b/g, '# $1')
      // Bars of a diagram are as long as things took.
      .replace(/[─━⎯═-]{2,}/g, '─')
      .replace(/\s+/g, ' ')
      .trim()
  )
}

/** Lines that count: blank ones come and go, and what npm says of its own configuration depends on the machine. */
function linesOf(text: string): string[] {
  return text
    .split(/\r?\n/)
    .filter(line => !/^npm (warn|notice)\b/.test(line))
    .map(normalize)
    .filter(line => line !== '')
}

/** Undefined when two texts say the same; otherwise the first line of the second that differs. */
export function firstDifference(one: string, other: string): string | undefined {
  const [expected, actual] = [linesOf(one), linesOf(other)]
  const at = actual.findIndex((line, i) => line !== expected[i])
  if (at !== -1) return actual[at]
  return expected.length > actual.length ? `(missing) ${expected[actual.length]}` : undefined
}

/** Undefined when the output is as shown; otherwise the first line that is not, for a reader. `…` alone on a line stands for any lines, in a line for anything. */
export function differenceOf(shown: string, printed: string): string | undefined {
  const expected = linesOf(shown)
  const actual = linesOf(printed)
  let furthest = 0
  const seen = new Set<number>()
  const fits = (e: number, a: number): boolean => {
    furthest = Math.max(furthest, e)
    if (e === expected.length) return a === actual.length
    const key = e * (actual.length + 1) + a
    if (seen.has(key)) return false
    seen.add(key)
    const line = expected[e]!
    if (line === '…') return fits(e + 1, a) || (a < actual.length && fits(e, a + 1))
    return a < actual.length && sameLine(line, actual[a]!) && fits(e + 1, a + 1)
  }
  if (fits(0, 0)) return undefined
  return furthest >= expected.length
    ? 'more was printed than is shown'
    : `no line like this was printed where it belongs: ${expected[furthest]}`
}

/** Two lines without what may differ; `…` in the first stands for anything. */
export function sameLine(shown: string, printed: string): boolean {
  if (shown === printed) return true
  if (!shown.includes('…')) return false
  const pattern = shown
    .split('…')
    .map(part => part.trim().replace(/[\\^$*+?.()[\]{}|]/g, '\\$&'))
    .join('.*')
  return new RegExp(`^${pattern}$`).test(printed)
}
