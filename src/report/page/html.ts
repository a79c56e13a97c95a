/** HTML that cannot be broken by what stands in it: a tagged template escapes every value that is not HTML itself. */

/** A piece of HTML; only `html` and `trusted` make one. */
export class Html {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  toString(): string {
    return this.#text
  }
}

/** What may stand in a template. `undefined`, `null` and `false` leave nothing behind. */
export type Content = Html | string | number | undefined | null | false | readonly Content[]

/** A template whose values are escaped, both as text and as the value of a quoted attribute. */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Html {
  let text = strings[0]!
  for (const [i, value] of values.entries()) text += written(value) + strings[i + 1]!
  return new Html(text)
}

/** Text that is HTML already: from another renderer that escapes, never from a run. */
export function trusted(text: string): Html {
  return new Html(text)
}

/** Plain data for `<script type="application/json">`: nothing in it can end the element or begin a comment. */
export function jsonScript(id: string, data: unknown): Html {
  const json = JSON.stringify(data)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029')
  return new Html(`<script type="application/json" id="${escaped(id)}">${json}</script>`)
}

function written(value: Content): string {
  if (value === undefined || value === null || value === false) return ''
  if (value instanceof Html) return value.toString()
  if (typeof value === 'object') return value.map(written).join('')
  return escaped(String(value))
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  // Control characters are no characters of a document; a reader should still see that there is one.
  '\0': '␀',
}

function escaped(text: string): string {
  return text.replace(/[&<>"'\0]/g, character => ENTITIES[character]!)
}
