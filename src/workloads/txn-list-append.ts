/** txn-list-append: transactions that append to lists and read them. */

import { checkListAppendHistory } from '../checkers/transactions.ts'
import { offeringFinalReads, perform, recordedValue, transactionGenerator, transactionRpcs } from './transaction.ts'
import { defineWorkload } from './workload.ts'

export const txnListAppend = offeringFinalReads(
  defineWorkload({
    name: 'txn-list-append',
    doc: 'Clients run transactions that append to lists and read them; the history must satisfy the consistency models that were asked for.',
    rpcs: transactionRpcs({ write: 'append', isRead: Array.isArray, read: 'the list (null where there is none)' }),
    generator: context => transactionGenerator(context, 'append'),
    invoke: perform,
    recordedValue,
    check: checkListAppendHistory,
  }),
)
