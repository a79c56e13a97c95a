module.exports = {
  testEnvironment: 'node',
  reporters: ['default', '@jepsen-ts/maelstrom/jest-reporter'],
  moduleFileExtensions: ['js', 'json', 'node', 'py'],
  transform: { '\\.[jt]sx?$': 'babel-jest', '\\.py$': '@jepsen-ts/maelstrom/jest-transform' },
}
