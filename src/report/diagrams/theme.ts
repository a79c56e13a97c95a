/**
 * Colours and type of all diagrams, for light and dark surroundings. The colours of outcomes can be told apart by the colour-blind (after Paul Tol's
 * "vibrant" scheme); what a colour says, a shape or a word says as well.
 */

/** [light, dark] */
const COLOURS = {
  background: ['#ffffff', '#14171f'],
  ink: ['#1f2430', '#e6e9ef'],
  muted: ['#667085', '#98a2b3'],
  faint: ['#e4e7ec', '#2b313d'],
  line: ['#98a2b3', '#5b6474'],
  ok: ['#0077bb', '#4cb4f5'],
  info: ['#96590a', '#f5b041'],
  fail: ['#cc3311', '#ff7a5c'],
  open: ['#667085', '#98a2b3'],
  server: ['#475467', '#b8c0cc'],
  client: ['#0077bb', '#4cb4f5'],
  service: ['#00806f', '#3fc9b4'],
  copy: ['#aa3377', '#ee88bb'],
  lost: ['#cc3311', '#ff7a5c'],
  partition: ['#6c5ce7', '#a29bfe'],
  kill: ['#cc3311', '#ff7a5c'],
  pause: ['#96590a', '#f5b041'],
  loss: ['#00806f', '#3fc9b4'],
  duplicate: ['#aa3377', '#ee88bb'],
  reorder: ['#0077bb', '#4cb4f5'],
  slow: ['#7a5c3e', '#c9a887'],
  clock: ['#4a6b8a', '#8fb3d4'],
} as const satisfies Record<string, readonly [string, string]>

export type Colour = keyof typeof COLOURS

const variables = (which: 0 | 1) =>
  Object.entries(COLOURS)
    .map(([name, colours]) => `--${name}:${colours[which]}`)
    .join(';')

/** The style of every diagram. */
export const STYLE = `
.maelstrom-diagram{${variables(0)};font:11px system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
@media (prefers-color-scheme:dark){.maelstrom-diagram{${variables(1)}}}
.maelstrom-diagram .background{fill:var(--background)}
.maelstrom-diagram text{fill:var(--ink)}
.maelstrom-diagram .title{font-size:17px;font-weight:650}
.maelstrom-diagram .subtitle,.maelstrom-diagram .muted{fill:var(--muted)}
.maelstrom-diagram .subtitle{font-size:12px}
.maelstrom-diagram .head{font-size:12px;font-weight:600}
.maelstrom-diagram .tick{fill:var(--muted);font-variant-numeric:tabular-nums}
.maelstrom-diagram .grid{stroke:var(--faint);fill:none}
.maelstrom-diagram .axis{stroke:var(--line);fill:none}
.maelstrom-diagram .halo{paint-order:stroke;stroke:var(--background);stroke-width:3px;stroke-linejoin:round}
.maelstrom-diagram .end{text-anchor:end}
.maelstrom-diagram .middle{text-anchor:middle}
`

/** Faults of one kind share a colour; those without one of their own that of the clocks. */
export function faultColour(fault: string): string {
  const name = fault === 'power-loss' ? 'kill' : fault
  return `var(--${name in COLOURS ? name : 'clock'})`
}

export function colour(name: Colour): string {
  return `var(--${name})`
}
