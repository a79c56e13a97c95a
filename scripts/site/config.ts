/** The site as VitePress makes it of docs/: the table of contents at the side, the search, light and dark. */

import { slug } from 'github-slugger'
import { type DefaultTheme, defineConfig } from 'vitepress'
import { chapters, REFERENCE } from '../reference/contents.ts'
import { fileTabs } from './file-tabs.ts'
import { siteLinks } from './links.ts'
import { apiPages } from './modules.ts'

const guide = chapters().map(({ title, file }, i) => ({ text: `${i + 1}. ${title}`, link: `/guide/${file}` }))
const reference = REFERENCE.map(([text, file]) => ({ text, link: `/reference/${file}` }))
const api = apiPages().map(({ name, file }) => ({ text: name, link: `/reference/api/${file}` }))

const sidebar: DefaultTheme.SidebarItem[] = [
  { text: 'Guide', items: guide },
  { text: 'Reference', items: [...reference, { text: 'How fast', link: '/benchmarks.md' }] },
  { text: 'API', items: api },
]

export default defineConfig({
  title: 'maelstrom',
  description: 'Test distributed algorithms from an ordinary test file.',
  lang: 'en',
  // No request besides those for the pages themselves.
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  rewrites: { 'README.md': 'index.md' },
  ignoreDeadLinks: false,
  markdown: {
    // Headings have the names that they have on GitHub, which is what links in the pages use.
    anchor: { slugify: text => slug(text) },
    config(markdown) {
      markdown.use(fileTabs)
      markdown.use(siteLinks)
    },
  },
  // The index of the search is one chunk, and is loaded when somebody searches.
  vite: { build: { chunkSizeWarningLimit: 4000 } },
  themeConfig: {
    sidebar,
    nav: [
      { text: 'Guide', link: guide[0]!.link, activeMatch: '^/guide/' },
      { text: 'Reference', link: reference[0]!.link, activeMatch: '^/reference/(?!api/)' },
      { text: 'API', link: api[0]!.link, activeMatch: '^/reference/api/' },
    ],
    outline: [2, 3],
    search: { provider: 'local' },
  },
})
