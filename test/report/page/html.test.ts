/** HTML that what it holds cannot break. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Content, html, trusted } from '../../../src/report/page/html.ts'

describe('a template', () => {
  it('leaves no value a way out of a text or of a quoted attribute', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        const [, attribute, content] = /^<p title="(.*)">(.*)<\/p>$/s.exec(
          String(html`<p title="${text}">${text}</p>`),
        )!
        expect(attribute).not.toMatch(/["'<>]|&(?!amp;|lt;|gt;|quot;|#39;)/)
        expect(content).toBe(attribute)
      }),
    )
  })

  it('says what was said', () => {
    const back = (text: string) =>
      text
        .replaceAll('&#39;', "'")
        .replaceAll('&quot;', '"')
        .replaceAll('&gt;', '>')
        .replaceAll('&lt;', '<')
        .replaceAll('&amp;', '&')
    fc.assert(
      fc.property(fc.string(), text => {
        expect(back(String(html`${text}`))).toBe(text)
      }),
    )
  })

  it('takes HTML as it is, lists one after the other, and nothing for nothing', () => {
    const parts: Content[] = [html`<b>${'<'}</b>`, false, undefined, null, 7, trusted('<i>')]
    expect(String(html`(${parts})`)).toBe('(<b>&lt;</b>7<i>)')
  })
})
