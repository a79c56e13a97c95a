/** Renewing an output keeps what its author left out. */

import { expect, it } from 'vitest'
import { renewal } from './renewal.ts'

const PRINTED = `
 RUN  v4  /home/you

 FAIL  a.test.ts > b
Error: wrong

  ✗ element 3 is missing

  Replay  seed 8
 Tests 1 failed
`

it('leaves out what was left out at the beginning and at the end', () => {
  expect(renewal('…\n FAIL  a.test.ts > b\nError: other\n\n  Replay  seed 7\n…', PRINTED)).toBe(
    '…\n FAIL  a.test.ts > b\nError: wrong\n\n  ✗ element 3 is missing\n\n  Replay  seed 8\n…',
  )
})

it('leaves out what was left out in the middle', () => {
  expect(renewal('…\nError: wrong\n…\n  Replay  seed 7\n…', PRINTED)).toBe('…\nError: wrong\n…\n  Replay  seed 8\n…')
})

it('shows all where the lines around the gap are no longer printed', () => {
  expect(renewal('…\nNothing like it\n…', 'One\nTwo\n')).toBe('One\nTwo')
})

it('keeps a line in which something was left out', () => {
  expect(renewal('…\n  ✗ element 3 …\n  Replay  seed 7', PRINTED)).toContain('…\n  ✗ element 3 …\n\n  Replay  seed 8\n')
})
