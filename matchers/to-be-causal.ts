/** toBeCausal: whoever sees a transaction sees all of it, and all that came before it as far as its client could know. */

import { checkCausal } from '../src/checkers/causal.ts'
import { transactionMatcher } from './isolation.ts'

export const toBeCausal = transactionMatcher(
  'toBeCausal',
  'causally consistent',
  'whoever sees one sees all of it, and all that its client had seen or done before',
  checkCausal,
)
