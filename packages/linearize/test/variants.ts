/** The engines alone, and the portfolio with one reduction switched off at a time. */
import { ALL_REDUCTIONS, type EngineOptions } from '../src/engines/options.ts'

const UNBOUNDED = [Number.POSITIVE_INFINITY]
const exact: EngineOptions = { ...ALL_REDUCTIONS, engine: 'just-in-time', beams: UNBOUNDED }

export const variants: Readonly<Record<string, EngineOptions>> = {
  portfolio: ALL_REDUCTIONS,
  zones: { ...ALL_REDUCTIONS, engine: 'zones' },
  'depth-first': { ...ALL_REDUCTIONS, engine: 'depth-first' },
  'depth-first without hints': { ...ALL_REDUCTIONS, engine: 'depth-first', hints: false },
  'depth-first, no optional writes': { ...ALL_REDUCTIONS, engine: 'depth-first', optional: false },
  'just-in-time': exact,
  'just-in-time in beams': { ...exact, beams: [1, 2, 4, Number.POSITIVE_INFINITY] },
  'a tiny budget': { ...ALL_REDUCTIONS, beams: [1, 3, Number.POSITIVE_INFINITY], budget: 2 },
  'without hints': { ...exact, hints: false },
  'without eager': { ...exact, eager: false },
  'without optional': { ...exact, optional: false },
  'without wanted': { ...exact, wanted: false },
  'without symmetry': { ...exact, symmetry: false },
  'without dominance': { ...exact, dominance: false },
  'without pruning': { ...exact, prune: false },
  'without doom': { ...exact, doom: false },
  'without looking ahead': { ...exact, ahead: false },
  'without any': {
    ...exact,
    hints: false,
    eager: false,
    optional: false,
    wanted: false,
    symmetry: false,
    dominance: false,
    prune: false,
    doom: false,
    ahead: false,
  },
}
