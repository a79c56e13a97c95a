/** VitePress' own theme, with room for the outputs of terminals, and one choice of a language for all tabs. */

import type { Theme } from 'vitepress'
import DefaultTheme from 'vitepress/theme'
import { rememberLanguage } from './language.ts'
import './style.css'

const theme: Theme = {
  extends: DefaultTheme,
  enhanceApp({ router }) {
    if (typeof document !== 'undefined') rememberLanguage(router)
  },
}

export default theme
