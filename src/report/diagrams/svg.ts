/** SVG as text: elements, and texts that are well-formed whatever a node's program wrote. */

export type Attributes = Readonly<Record<string, string | number | undefined>>

/** What XML forbids or what would turn text around: control characters, halves of surrogate pairs, noncharacters, marks of direction. */
const UNFIT = /[\p{Cc}\p{Surrogate}\uFFFE\uFFFF\u202A-\u202E\u2066-\u2069]/gu
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** A text for the content of an element or for an attribute in double quotes. Control characters are shown as their pictures: ␀, ␛. */
export function escapeText(text: string): string {
  return text
    .replace(UNFIT, character => {
      const code = character.codePointAt(0)!
      if (code === 10 || code === 9) return ' '
      return code < 32 ? String.fromCodePoint(0x2400 + code) : '\uFFFD'
    })
    .replace(/[&<>"]/g, character => ENTITIES[character]!)
}

/** A coordinate with at most one decimal: a tenth of a pixel is finer than anyone sees. */
export function px(value: number): string {
  return String(Math.round(value * 10) / 10)
}

/** An element; `children` are elements and texts that are escaped already. */
export function element(name: string, attributes: Attributes, ...children: readonly string[]): string {
  let opening = `<${name}`
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined) continue
    opening += ` ${key}="${typeof value === 'number' ? px(value) : escapeText(value)}"`
  }
  return children.length === 0 ? `${opening}/>` : `${opening}>${children.join('')}</${name}>`
}

/** A text at a point. */
export function label(x: number, y: number, text: string, attributes: Attributes = {}): string {
  return element('text', { x, y, ...attributes }, escapeText(text))
}

/** The width of a text in pixels, about: the fonts of the reader are unknown. */
export function widthOf(text: string, size = 11): number {
  let width = 0
  for (const character of text)
    width += character.codePointAt(0)! > 0x2e80 ? 1 : /[iljt.,:;'|! ]/.test(character) ? 0.34 : 0.6
  return width * size
}

/** As much of a text as fits in `width` pixels, with `…` for the rest; empty when not even three characters do. */
export function fitting(text: string, width: number, size = 11): string {
  if (widthOf(text, size) <= width) return text
  const characters = [...text]
  let end = 0
  for (let used = size; end < characters.length; end++) {
    used += widthOf(characters[end]!, size)
    if (used > width) break
  }
  return end < 3 ? '' : `${characters.slice(0, end).join('')}…`
}

export interface Picture {
  /** A word for the ids and classes in it: `messages`. */
  readonly name: string
  readonly title: string
  /** What can be seen, for whoever does not see it. */
  readonly description: string
  readonly width: number
  readonly height: number
  readonly style: string
  /** Markers and patterns. */
  readonly definitions?: readonly string[]
  readonly body: readonly string[]
}

/** A whole file. */
export function picture({ name, title, description, width, height, style, definitions = [], body }: Picture): string {
  const id = (part: string) => `maelstrom-${name}-${part}`
  return `${element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      class: `maelstrom-diagram maelstrom-${name}`,
      role: 'img',
      'aria-labelledby': `${id('title')} ${id('description')}`,
      width: Math.ceil(width),
      height: Math.ceil(height),
      viewBox: `0 0 ${Math.ceil(width)} ${Math.ceil(height)}`,
    },
    element('title', { id: id('title') }, escapeText(title)),
    element('desc', { id: id('description') }, escapeText(description)),
    element('style', {}, style),
    ...(definitions.length === 0 ? [] : [element('defs', {}, ...definitions)]),
    element('rect', { class: 'background', width: '100%', height: '100%' }),
    '\n',
    body.join('\n'),
  )}\n`
}
