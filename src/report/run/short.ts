/** The beginning of a text. */

/** At most `limit` characters, the last of which is `…` when something is left out. */
export function short(text: string, limit: number): string {
  // A cut string keeps the whole one alive; a copy does not.
  return text.length <= limit ? text : Buffer.from(`${text.slice(0, limit - 1)}…`).toString()
}
