/**
 * For Jest's watch mode: turns a node's program into a module that is its path, so that a test says `bin: require('./node.py')`, and Jest knows that the
 * test depends on the file.
 *
 *     moduleFileExtensions: ['js', 'ts', 'json', 'node', 'py'],
 *     transform: { '\\.py$': '@jepsen-ts/maelstrom/jest-transform' }
 *
 * Beside `transform`, a project that relied on Jest's default has to name it: `'\\.[jt]sx?$': 'babel-jest'`.
 */

const transformer = {
  process(_source: string, path: string): { readonly code: string } {
    return { code: `module.exports = ${JSON.stringify(path)}` }
  },
}

export default transformer
