/** node:os: the same machine for every node of every run. */

const { config } = bridge

const GIGABYTE = 1024 ** 3

export const osModule = {
  EOL: '\n',
  devNull: '/dev/null',
  arch: () => 'x64',
  platform: () => bridge.process.platform,
  type: () => 'Linux',
  release: () => '6.0.0',
  version: () => '#1 SMP',
  machine: () => 'x86_64',
  hostname: () => config.id,
  homedir: () => '/home/node',
  tmpdir: () => '/tmp',
  endianness: () => 'LE',
  uptime: () => 86_400 + bridge.monotonic() / 1e9,
  loadavg: () => [0, 0, 0],
  totalmem: () => 8 * GIGABYTE,
  freemem: () => 4 * GIGABYTE,
  availableParallelism: () => 1,
  cpus: () => [{ model: 'simulated', speed: 1000, times: { user: 0, nice: 0, sys: 0, idle: 0, irq: 0 } }],
  networkInterfaces: () => ({}),
  userInfo: () => ({ uid: 1000, gid: 1000, username: 'node', homedir: '/home/node', shell: '/bin/sh' }),
  getPriority: () => 0,
  setPriority: () => {},
  constants: { signals: {}, errno: {}, priority: {} },
}
