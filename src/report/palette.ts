/** Colours for a terminal, where there is one that wants them. */

import pc from 'picocolors'
import type { Palette } from './failure.ts'

export const COLOURS: Palette = {
  title: text => pc.bold(pc.green(text)),
  bad: text => pc.bold(pc.red(text)),
  dim: pc.dim,
}
