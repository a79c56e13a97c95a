/** `npm run bench [-- engine|virtual|log]`: what things cost. Default: the engine. */

const BENCHMARKS = {
  engine: './engine.ts',
  virtual: './virtual.ts',
  log: '../../packages/isolation/bench/log.ts',
} as const

const [name = 'engine'] = process.argv.splice(2, 1)
if (!Object.hasOwn(BENCHMARKS, name)) {
  console.error(`There is no benchmark ${name}; there are ${Object.keys(BENCHMARKS).join(', ')}.`)
  process.exitCode = 1
} else {
  await import(BENCHMARKS[name as keyof typeof BENCHMARKS])
}
