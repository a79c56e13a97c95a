/** The generated pages, by their path in docs/. One line registers one. */

import { anomaliesPage } from './anomalies.ts'
import { commandsPage } from './commands.ts'
import { contentsPage } from './contents.ts'
import { errorsPage } from './errors.ts'
import { faultsPage } from './faults.ts'
import { matchersPage } from './matchers.ts'
import { optionsPage } from './options.ts'
import { protocolPage } from './protocol.ts'
import { resultsPage } from './results.ts'
import { servicesPage } from './services.ts'
import { workloadsPage } from './workloads.ts'

export const PAGES: Readonly<Record<string, () => string | Promise<string>>> = {
  'README.md': contentsPage,
  'reference/protocol.md': protocolPage,
  'reference/workloads.md': workloadsPage,
  'reference/services.md': servicesPage,
  'reference/options.md': optionsPage,
  'reference/matchers.md': matchersPage,
  'reference/faults.md': faultsPage,
  'reference/results.md': resultsPage,
  'reference/anomalies.md': anomaliesPage,
  'reference/errors.md': errorsPage,
  'reference/commands.md': commandsPage,
}
