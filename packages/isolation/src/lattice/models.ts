// The consistency models: other names, which weaker models each implies, and which anomalies it forbids itself.
// Sources: Adya, Weak Consistency (PhD thesis, MIT 1999) for PL-1 … PL-3 and the G anomalies; Cerone, Bernardi, Gotsman, A Framework
// for Transactional Consistency Models (CONCUR 2015); Bailis et al., Highly Available Transactions (VLDB 2013); the names are Elle's.

import type { AnomalyName } from './anomalies.ts'

interface Model {
  readonly aliases: readonly string[]
  readonly implies: readonly string[]
  readonly forbids: readonly AnomalyName[]
}

/** Every model under its friendly name. */
export const models = {
  '1SR': {
    aliases: [],
    implies: [],
    forbids: [],
  },
  PRAM: {
    aliases: [],
    implies: ['monotonic-reads', 'monotonic-writes', 'read-your-writes'],
    forbids: [],
  },
  causal: {
    aliases: [],
    implies: ['PRAM', 'writes-follow-reads'],
    forbids: [],
  },
  'causal-cerone': {
    aliases: [],
    implies: ['read-atomic'],
    forbids: ['G1a', 'internal'],
  },
  'consistent-view': {
    aliases: ['PL-2+'],
    implies: ['cursor-stability', 'monotonic-view'],
    forbids: ['G-single', 'G1'],
  },
  'cursor-stability': {
    aliases: ['PL-CS'],
    implies: ['read-committed'],
    forbids: ['G-cursor', 'G1', 'lost-update'],
  },
  'forward-consistent-view': {
    aliases: ['PL-FCV'],
    implies: ['consistent-view'],
    forbids: ['G-SIb', 'G1'],
  },
  linearizable: {
    aliases: [],
    implies: ['sequential'],
    forbids: [],
  },
  'monotonic-atomic-view': {
    aliases: [],
    implies: ['read-committed'],
    forbids: [],
  },
  'monotonic-reads': {
    aliases: [],
    implies: [],
    forbids: [],
  },
  'monotonic-snapshot-read': {
    aliases: ['PL-MSR'],
    implies: ['read-committed'],
    forbids: ['G-MSR', 'G1'],
  },
  'monotonic-view': {
    aliases: ['PL-2L'],
    implies: ['read-committed'],
    forbids: ['G-monotonic', 'G1'],
  },
  'monotonic-writes': {
    aliases: [],
    implies: [],
    forbids: [],
  },
  'parallel-snapshot-isolation': {
    aliases: [],
    implies: ['causal-cerone', 'update-atomic'],
    forbids: ['G1a', 'internal'],
  },
  prefix: {
    aliases: [],
    implies: ['causal-cerone'],
    forbids: ['G1a', 'internal'],
  },
  'read-atomic': {
    aliases: [],
    implies: ['monotonic-atomic-view'],
    forbids: ['G1a', 'future-read', 'internal'],
  },
  'read-committed': {
    aliases: ['PL-2'],
    implies: ['read-uncommitted'],
    forbids: ['G1', 'PL-2-cycle-exists'],
  },
  'read-uncommitted': {
    aliases: ['PL-1'],
    implies: [],
    forbids: ['G0', 'PL-1-cycle-exists', 'cyclic-versions', 'duplicate-elements'],
  },
  'read-your-writes': {
    aliases: [],
    implies: [],
    forbids: [],
  },
  'repeatable-read': {
    aliases: ['PL-2.99'],
    implies: ['cursor-stability', 'monotonic-atomic-view'],
    forbids: ['G1', 'G2-item', 'PL-2.99-cycle-exists', 'lost-update'],
  },
  sequential: {
    aliases: [],
    implies: ['causal'],
    forbids: [],
  },
  serializable: {
    aliases: ['PL-3', 'conflict-serializable'],
    implies: ['repeatable-read', 'snapshot-isolation', 'update-serializable', 'view-serializable'],
    forbids: ['G1', 'G2', 'PL-3-cycle-exists', 'internal', 'predicate-read-miss'],
  },
  'session-serializable': {
    aliases: [],
    implies: ['1SR'],
    forbids: [],
  },
  'snapshot-isolation': {
    aliases: ['PL-SI'],
    implies: [
      'forward-consistent-view',
      'monotonic-atomic-view',
      'monotonic-snapshot-read',
      'parallel-snapshot-isolation',
      'prefix',
    ],
    forbids: ['G-SI', 'G-nonadjacent', 'G1', 'PL-SI-cycle-exists', 'internal'],
  },
  'strong-read-committed': {
    aliases: ['strong-PL-2'],
    implies: ['strong-read-uncommitted', 'strong-session-read-committed'],
    forbids: ['G1c-realtime', 'strong-PL-2-cycle-exists'],
  },
  'strong-read-uncommitted': {
    aliases: ['strong-PL-1'],
    implies: ['strong-session-read-uncommitted'],
    forbids: ['G0-realtime', 'strong-PL-1-cycle-exists'],
  },
  'strong-serializable': {
    aliases: ['PL-SS', 'strict-serializable'],
    implies: [
      'linearizable',
      'serializable',
      'session-serializable',
      'snapshot-isolation',
      'strong-session-serializable',
      'strong-snapshot-isolation',
    ],
    forbids: ['G1', 'G1c-realtime', 'G2-realtime', 'PL-SS-cycle-exists'],
  },
  'strong-session-read-committed': {
    aliases: ['strong-session-PL-2'],
    implies: ['read-committed', 'strong-session-read-uncommitted'],
    forbids: ['G1c-process', 'strong-session-PL-2-cycle-exists'],
  },
  'strong-session-read-uncommitted': {
    aliases: ['strong-session-PL-1'],
    implies: ['read-uncommitted'],
    forbids: ['G0-process', 'strong-session-PL-1-cycle-exists'],
  },
  'strong-session-serializable': {
    aliases: [],
    implies: ['serializable', 'strong-session-snapshot-isolation'],
    forbids: ['G1-process', 'G2-process', 'strong-session-serializable-cycle-exists'],
  },
  'strong-session-snapshot-isolation': {
    aliases: [],
    implies: ['snapshot-isolation', 'strong-session-read-committed'],
    forbids: ['G-nonadjacent-process', 'G1-process', 'internal', 'strong-session-snapshot-isolation-cycle-exists'],
  },
  'strong-snapshot-isolation': {
    aliases: [],
    implies: ['strong-read-committed', 'strong-session-snapshot-isolation'],
    forbids: ['G-nonadjacent-realtime', 'G1-realtime', 'internal', 'strong-snapshot-isolation-cycle-exists'],
  },
  'update-atomic': {
    aliases: [],
    implies: ['read-atomic'],
    forbids: ['lost-update'],
  },
  'update-serializable': {
    aliases: ['PL-3U'],
    implies: ['forward-consistent-view'],
    forbids: ['G-update', 'G1'],
  },
  'view-serializable': {
    aliases: [],
    implies: [],
    forbids: [],
  },
  'writes-follow-reads': {
    aliases: [],
    implies: [],
    forbids: [],
  },
} as const satisfies Record<string, Model>
