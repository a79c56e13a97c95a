/** txn-rw-register: transactions that write registers and read them. */

import { checkRwRegisterHistory } from '../checkers/transactions.ts'
import { offeringFinalReads, perform, recordedValue, transactionGenerator, transactionRpcs } from './transaction.ts'
import { defineWorkload } from './workload.ts'

export const txnRwRegister = offeringFinalReads(
  defineWorkload({
    name: 'txn-rw-register',
    doc: 'Clients run transactions that write registers and read them; the history must satisfy the consistency models that were asked for.',
    rpcs: transactionRpcs({
      write: 'w',
      isRead: value => value !== undefined,
      read: 'the value (null where there is none)',
    }),
    generator: context => transactionGenerator(context, 'w'),
    invoke: perform,
    recordedValue,
    check: checkRwRegisterHistory,
  }),
)
