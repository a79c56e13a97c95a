/** Results as text for a terminal. */
export { explainLinearizability } from './linearizability.ts'
export { explainSequential } from './sequential.ts'
export { explainSessionGuarantees } from './session.ts'
export type { ExplainOptions, Palette, SomeModel } from './words.ts'
