/** The workflow of GitHub Actions: everything that was run is kept when a test fails. */

import type { Choices } from './choices.ts'

export function workflowFile({ language, runner }: Choices): string {
  const setup = language.setup.map((line, i) => `      ${i === 0 ? '- ' : '  '}${line}`)
  // Vitest writes the job's summary itself.
  const summary =
    runner === 'jest'
      ? [
          '      - run: npm test 2>&1 | tee test-output.txt',
          '        shell: bash',
          '      - if: always()',
          "        run: (echo '```'; cat test-output.txt; echo '```') >> \"$GITHUB_STEP_SUMMARY\"",
        ]
      : ['      - run: npm test']
  return [
    'name: test',
    'on: [push, pull_request]',
    'jobs:',
    '  test:',
    '    runs-on: ubuntu-latest',
    '    steps:',
    '      - uses: actions/checkout@v6',
    '      - uses: actions/setup-node@v6',
    '        with: { node-version: 22, cache: npm }',
    ...setup,
    '      - run: npm ci',
    ...(language.id === 'ts' ? ['      - run: npm run check'] : []),
    ...summary,
    '      # Histories, messages, logs of the nodes, diagrams.',
    '      - if: failure()',
    '        uses: actions/upload-artifact@v6',
    '        with: { name: maelstrom-results, path: maelstrom-results }',
    '',
  ].join('\n')
}
