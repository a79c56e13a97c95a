/** What users import, by the name that they import it by: the entries of the API. */

export const MODULES = {
  '@jepsen-ts/maelstrom': 'src/index.ts',
  '@jepsen-ts/maelstrom/node': 'src/nodes/sdk.ts',
  '@jepsen-ts/maelstrom/glomers': 'matchers/glomers.ts',
  '@jepsen-ts/linearize': 'packages/linearize/src/index.ts',
  '@jepsen-ts/isolation': 'packages/isolation/src/index.ts',
} as const

export type ModuleName = keyof typeof MODULES

/** The page of each, in docs/reference/api. */
export const apiPages = () =>
  (Object.keys(MODULES) as ModuleName[]).map(name => ({ name, file: `${name.replace('@jepsen-ts/', '')}.md` }))
