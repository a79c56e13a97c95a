/** A new output in the place of the shown one. What the author left out stays left out, as long as the lines around each `…` are printed again. */

import { normalize, sameLine } from './output.ts'

export function renewal(shown: string, printed: string): string {
  const lines = printed.replace(/^\n+/, '').trimEnd().split('\n')
  const wanted = shown.split('\n').filter(line => line.trim() !== '')
  const result: string[] = []
  let at = 0
  for (const [i, line] of wanted.entries()) {
    if (line.trim() !== '…') continue
    const above = i === 0 ? at - 1 : find(lines, wanted[i - 1]!, at)
    const below = i === wanted.length - 1 ? lines.length : find(lines, wanted[i + 1]!, (above ?? at - 1) + 1)
    // Where the lines around it are no longer printed, everything is shown, and the author decides anew.
    if (above === undefined || below === undefined) continue
    result.push(...lines.slice(at, above + 1), line)
    at = below
  }
  result.push(...lines.slice(at))
  // A line in which the author put `…` stands for what is printed now, too.
  const loose = wanted.filter(line => line.includes('…') && line.trim() !== '…')
  const kept = (line: string) =>
    line.includes('…') ? undefined : loose.find(each => sameLine(normalize(each), normalize(line)))
  return result.map(line => kept(line) ?? line).join('\n')
}

/** Where a line is printed, from `at` on: as it was, or else one that begins with the same word. */
function find(lines: readonly string[], wanted: string, at: number): number | undefined {
  const firstWord = (text: string) => normalize(text).split(' ')[0]
  for (const matches of [
    (line: string) => normalize(line) === normalize(wanted),
    (line: string) => firstWord(line) === firstWord(wanted),
  ]) {
    const index = lines.findIndex((line, i) => i >= at && matches(line))
    if (index !== -1) return index
  }
  return undefined
}
