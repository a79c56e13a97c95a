/** A strict reader of XML, as far as a diagram needs it: what is not well-formed throws. */

export interface XmlElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly (XmlElement | string)[]
}

const NAME = /[A-Za-z_][\w:.-]*/y
const ATTRIBUTE = /\s+([A-Za-z_][\w:.-]*)="([^"<]*)"/y
/** XML 1.0, 2.2: what a document may be made of. */
const FORBIDDEN = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function decode(text: string): string {
  return text.replace(/&([^;\s]*);?/g, (whole, name: string) => {
    const character = whole.endsWith(';') ? ENTITIES[name] : undefined
    if (character === undefined) throw new SyntaxError(`not an entity: ${whole}`)
    return character
  })
}

/** The root of a document. */
export function parseXml(document: string): XmlElement {
  const text = document.trim()
  const bad = FORBIDDEN.exec(text)
  if (bad !== null)
    throw new SyntaxError(`forbidden character at ${bad.index}: U+${bad[0].codePointAt(0)!.toString(16)}`)
  let at = 0
  const fail = (what: string): never => {
    throw new SyntaxError(`${what} at ${at}: ${text.slice(at, at + 60)}`)
  }
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at
    const found = pattern.exec(text) ?? undefined
    if (found !== undefined) at = pattern.lastIndex
    return found
  }
  const element = (): XmlElement => {
    if (text[at] !== '<') fail('an element was expected')
    at++
    const name = take(NAME)?.[0] ?? fail('a name was expected')
    const attributes: Record<string, string> = {}
    for (let found = take(ATTRIBUTE); found !== undefined; found = take(ATTRIBUTE)) {
      if (found[1]! in attributes) fail(`a second ${found[1]}`)
      attributes[found[1]!] = decode(found[2]!)
    }
    if (take(/\s*\/>/y)) return { name, attributes, children: [] }
    if (!take(/\s*>/y)) fail('> was expected')
    const children: (XmlElement | string)[] = []
    for (;;) {
      const content = take(/[^<]+/y)
      if (content !== undefined) {
        if (content[0].includes(']]>')) fail(']]> in a text')
        children.push(decode(content[0]))
      } else if (text.startsWith('</', at)) {
        at += 2
        if (take(NAME)?.[0] !== name || !take(/\s*>/y)) fail(`</${name}> was expected`)
        return { name, attributes, children }
      } else if (at >= text.length) fail(`the end of ${name} is missing`)
      else children.push(element())
    }
  }
  const root = element()
  if (at !== text.length) fail('something follows the root')
  return root
}

/** All elements below one, itself included, that `test` is true of. */
export function find(root: XmlElement, test: (element: XmlElement) => boolean): XmlElement[] {
  const below = root.children.flatMap(child => (typeof child === 'string' ? [] : find(child, test)))
  return test(root) ? [root, ...below] : below
}

export function hasClass(...names: readonly string[]): (element: XmlElement) => boolean {
  return ({ attributes }) => {
    const classes = (attributes.class ?? '').split(' ')
    return names.every(name => classes.includes(name))
  }
}

/** The text in an element, titles left out. */
export function textOf({ name, children }: XmlElement): string {
  return name === 'title' ? '' : children.map(child => (typeof child === 'string' ? child : textOf(child))).join('')
}

/** What an element says of itself to whoever points at it. */
export function titleOf({ children }: XmlElement): string {
  const title = children.find(child => typeof child !== 'string' && child.name === 'title')
  return title === undefined || typeof title === 'string' ? '' : title.children.join('')
}
