/** What a system call on the simulated disk fails with: the codes and words of POSIX. */

const MEANINGS = {
  EBADF: [9, 'bad file descriptor'],
  EEXIST: [17, 'file already exists'],
  EINVAL: [22, 'invalid argument'],
  EISDIR: [21, 'illegal operation on a directory'],
  ELOOP: [40, 'too many symbolic links encountered'],
  ENOENT: [2, 'no such file or directory'],
  ENOTDIR: [20, 'not a directory'],
  ENOTEMPTY: [39, 'directory not empty'],
  EPERM: [1, 'operation not permitted'],
} as const

export type DiskErrorCode = keyof typeof MEANINGS

/** Laid out as Node lays out its own, so that a program may look at `code`, `errno`, `syscall`, `path` and `dest`. */
export class DiskError extends Error {
  readonly code: DiskErrorCode
  readonly errno: number
  readonly syscall: string
  readonly path?: string
  readonly dest?: string

  constructor(code: DiskErrorCode, syscall: string, path?: string, dest?: string) {
    const [errno, meaning] = MEANINGS[code]
    const place = path === undefined ? '' : ` '${path}'${dest === undefined ? '' : ` -> '${dest}'`}`
    super(`${code}: ${meaning}, ${syscall}${place}`)
    this.code = code
    this.errno = -errno
    this.syscall = syscall
    if (path !== undefined) this.path = path
    if (dest !== undefined) this.dest = dest
  }
}
