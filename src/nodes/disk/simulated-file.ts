/** A node's own file on the simulated disk: what `node.file()` of the SDK leads to in virtual time. */

import type { NodeFile } from '../node-file.ts'
import type { Disk } from './disk.ts'
import type { OpenFile } from './open-file.ts'

const APPEND = { read: true, write: true, append: true, create: true }
const FRESH = { read: false, write: true, create: true, truncate: true }

export function simulatedFile(disk: Disk, path: string): NodeFile {
  let opened: OpenFile | undefined
  const file = () => (opened ??= disk.open(path, APPEND))
  return {
    read() {
      if (!disk.exists(path)) return ''
      const bytes = Buffer.alloc(file().size)
      file().read(bytes, 0)
      return bytes.toString()
    },
    append: text => void file().write(Buffer.from(text), null),
    sync: () => file().sync(),
    replace(text) {
      const fresh = disk.open(`${path}.new`, FRESH)
      fresh.write(Buffer.from(text), null)
      fresh.sync()
      disk.rename(`${path}.new`, path)
      // The name as well: a sync of a file makes durable what concerns it.
      fresh.sync()
      opened = undefined
    },
  }
}
