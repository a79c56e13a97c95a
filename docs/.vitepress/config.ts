/** What VitePress looks for here stands with the other scripts, where it is checked with them. */

export { default } from '../../scripts/site/config.ts'
