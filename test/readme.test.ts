/** The README names everything there is, so that it cannot fall behind. */

import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { matchers } from '../matchers/index.ts'
import { FAULTS } from '../src/nemesis/index.ts'
import { OPTIONS, type OptionDoc } from '../src/options.ts'
import { SERVICES } from '../src/services/index.ts'
import { WORKLOADS } from '../src/workloads/index.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

const everything = {
  option: Object.keys(OPTIONS),
  workload: Object.keys(WORKLOADS),
  fault: Object.keys(FAULTS),
  matcher: Object.keys(matchers),
  service: SERVICES.map(({ id }) => id),
}

it.each(Object.entries(everything).flatMap(([kind, names]) => names.map(name => [kind, name])))(
  'names the %s %s',
  (_kind, name) => {
    expect(readme).toMatch(new RegExp(`\`${name}[\`(]`))
  },
)

it.each(Object.entries(OPTIONS as Record<string, OptionDoc>))(
  'says of the option %s what its source says',
  (name, { doc, default: value = '' }) => {
    expect(readme.split('\n').map(line => line.replace(/ +/g, ' '))).toContain(
      `| \`${name}\` | ${doc} | ${value} |`.replace(/ +/g, ' '),
    )
  },
)

it('has no row of a table that stands outside of it', () => {
  expect(readme).not.toMatch(/^\|.*\n\n\|(?! ?-)(?!.*\n\| ?-)/m)
})
