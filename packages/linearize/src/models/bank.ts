/** Bank accounts: `transfer`, `read` of all balances. */
import { UnsupportedOperationError } from '../errors.ts'
import { ILLEGAL, type Model } from '../types.ts'
import { show } from './text.ts'

export interface BankInput {
  readonly f: 'transfer' | 'read'
  /** Of a `transfer`: `{ from, to, amount }`. */
  readonly value?: unknown
}

export interface BankOptions {
  /** Balances at first, by account. Default: eight accounts, 0 … 7, of 10 each. */
  readonly balances?: Readonly<Record<string, number>>
  /** Whether a transfer may overdraw an account. Default false. */
  readonly negativeBalances?: boolean
}

type Balances = Readonly<Record<string, number>>

const DEFAULT: Balances = Object.fromEntries(Array.from({ length: 8 }, (_, i) => [String(i), 10]))

/** A `transfer` is legal when the account can pay; its output `false` says that it could not. `read` returns the balance of every account. */
export function bank(options: BankOptions = {}): Model<Balances, BankInput, unknown> {
  const { balances = DEFAULT, negativeBalances = false } = options
  const accounts = Object.keys(balances)
  return {
    name: 'bank',
    init: () => balances,
    step: (state, { f, value }, output) => {
      if (f === 'read') return output === undefined || sameBalances(accounts, state, output) ? state : ILLEGAL
      if (f !== 'transfer') throw new UnsupportedOperationError('bank', f, ['transfer', 'read'])
      const { from, to, amount } = value as { from: string | number; to: string | number; amount: number }
      const source = state[from]
      const target = state[to]
      if (source === undefined || target === undefined) return output === false ? state : ILLEGAL
      const succeeds = negativeBalances || source >= amount
      if (output === false) return succeeds ? ILLEGAL : state
      if (!succeeds) return ILLEGAL
      return String(from) === String(to) ? state : { ...state, [from]: source - amount, [to]: target + amount }
    },
    hash: state => accounts.map(account => state[account]).join(),
    pure: ({ f }, output) => f === 'read' || output === false,
    describe: ({ f, value }, output) => {
      if (f === 'read') return `read → ${show(output)}`
      const { from, to, amount } = value as { from: unknown; to: unknown; amount: unknown }
      return `transfer ${show(amount)} from ${show(from)} to ${show(to)}${output === false ? ' (refused)' : ''}`
    },
    describeState: show,
    explain: state => `the balances are ${show(state)}`,
  }
}

function sameBalances(accounts: readonly string[], state: Balances, output: unknown): boolean {
  if (typeof output !== 'object' || output === null) return false
  const read: Record<string, unknown> = output instanceof Map ? Object.fromEntries(output) : { ...output }
  return Object.keys(read).length === accounts.length && accounts.every(account => read[account] === state[account])
}
