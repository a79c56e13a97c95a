/** The messages as their senders wrote them, as far as a page can hold them. */

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { MessageTexts, type RunData } from '../run-data.ts'

/** Characters of all texts together, and of each when there are too many. */
const BUDGET = 24 << 20
const LONGEST = 16_000
const SHORT = 240

/** By position; each is one line. */
export function readTexts(run: RunData): string[] {
  const { count, length } = run.messages
  if (count === 0 || !existsSync(join(run.folder, 'messages.jsonl'))) return []
  const total = length.reduce((sum, bytes) => sum + Math.min(bytes, LONGEST), 0)
  const limit = total <= BUDGET ? LONGEST : SHORT
  const texts = new MessageTexts(run.folder, run.messages)
  try {
    return Array.from({ length: count }, (_, i) => {
      const text = texts.text(i)
      return text.length <= limit
        ? text
        : `${text.slice(0, limit)}… (cut; the whole message of ${text.length.toLocaleString('en')} characters is in messages.jsonl)`
    })
  } finally {
    texts.close()
  }
}
