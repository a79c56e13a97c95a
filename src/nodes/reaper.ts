/**
 * What lets no process outlive us, however we die. SIGKILL leaves no time for handlers, so somebody else must watch: a small shell,
 * started with the first node, that reads from a pipe which groups and folders are ours, and that removes them when the pipe closes;
 * and the operating system closes it whenever, and however, this worker ends.
 *
 * There is one reaper for each worker (process or worker thread), shared by all its clusters. It is started lazily, costs about 2 ms,
 * does not keep the worker's event loop alive, and ends as soon as nothing is listed: between two runs there is none.
 *
 * Not covered: a worker killed within the microseconds between the start of a node and the line that lists it; and programs that
 * leave their process group (`setsid`, daemons), which nobody without root could hold.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { dirname, isAbsolute, resolve } from 'node:path'
import { hostProcess } from './host-process.ts'
import { killGroupsNow } from './process-group.ts'

/**
 * Lines: `+pgid`, `-pgid`, `@folder`, `-@folder`. POSIX sh. Lists are newline-separated strings with a newline at both ends, so that an
 * entry can be cut out by its exact text; nothing that is read is ever evaluated.
 *
 * The folders are removed after the groups, and once more a second later if that failed: a process that dies may still finish a write.
 */
const SCRIPT = `
trap '' INT TERM HUP QUIT PIPE TSTP
nl='
'
groups=$nl folders=$nl
without() {
  case $1 in
    *"$nl$2$nl"*) left=\${1%%"$nl$2$nl"*}$nl\${1#*"$nl$2$nl"} ;;
    *) left=$1 ;;
  esac
}
while IFS= read -r line; do
  case $line in
    +*) groups=$groups\${line#+}$nl ;;
    -@*) without "$folders" "\${line#-@}"; folders=$left ;;
    @*) folders=$folders\${line#@}$nl ;;
    -*) without "$groups" "\${line#-}"; groups=$left ;;
  esac
done
set -f
IFS=$nl
for pgid in $groups; do kill -s KILL -- "-$pgid" 2>/dev/null; done
for folder in $folders; do
  rm -rf -- "$folder" 2>/dev/null || { sleep 1; rm -rf -- "$folder"; }
done
`

const groups = new Set<number>()
const folders = new Set<string>()
let reaper: ChildProcess | undefined

/**
 * Starts the reaper if it does not run. Call it before a program is started, so that the program can be listed at once.
 * On Windows, or without /bin/sh, groups are killed and folders left when this process exits in order; a kill of it goes unnoticed.
 */
function ensureReaper(): void {
  if (reaper !== undefined || process.platform === 'win32') return
  const child = spawn('/bin/sh', ['-c', SCRIPT, 'maelstrom-reaper'], {
    cwd: '/',
    detached: true,
    env: { PATH: '/usr/bin:/bin' },
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  reaper = child
  child.on('error', () => {})
  child.stdin?.on('error', () => {})
  child.unref()
  // A child's stdin is a socket, which has unref(); its declared type, Writable, does not know.
  ;(child.stdin as unknown as { unref?: () => void } | null)?.unref?.()
  child.on('exit', () => {
    if (reaper !== child) return
    // Somebody killed it: another one takes over what is listed.
    reaper = undefined
    relist()
  })
}

function relist(): void {
  if (groups.size === 0 && folders.size === 0) return
  ensureReaper()
  for (const pgid of groups) tell(`+${pgid}`)
  for (const folder of folders) tell(`@${folder}`)
}

function tell(line: string): void {
  reaper?.stdin?.write(`${line}\n`)
}

/** With nothing left to watch the reaper ends, and so do our own listeners. */
function dismissIfIdle(): void {
  if (groups.size === 0) {
    hostProcess.removeListener('disconnect', exitWithParent)
    hostProcess.removeListener('exit', killAllNow)
  }
  if (groups.size > 0 || folders.size > 0) return
  reaper?.stdin?.end()
  reaper = undefined
}

/**
 * A test runner's worker whose parent has died learns of it by its channel: it is told to exit, so that the reaper gets its turn.
 * Listened to only while nodes run, because the listener keeps the event loop alive and other programs may disconnect on purpose.
 */
function exitWithParent(): void {
  hostProcess.exit(1)
}

function killAllNow(): void {
  killGroupsNow(groups)
}

/** Starts `start`'s program under the eyes of the reaper; it returns the process group, or undefined if nothing was started. */
export function startReaped(start: () => number | undefined): number | undefined {
  ensureReaper()
  const pgid = start()
  if (pgid === undefined) {
    dismissIfIdle()
    return undefined
  }
  if (groups.size === 0) {
    if (hostProcess.connected) hostProcess.on('disconnect', exitWithParent)
    hostProcess.on('exit', killAllNow)
  }
  groups.add(pgid)
  tell(`+${pgid}`)
  return pgid
}

/** The group has ended: its number may soon be somebody else's. */
export function releaseGroup(pgid: number): void {
  if (!groups.delete(pgid)) return
  tell(`-${pgid}`)
  dismissIfIdle()
}

/**
 * Has a folder removed, with all that is in it, should this worker die before it is released. The folder itself is left to the caller
 * to create, and to remove in the ordinary case. Returns the release; calling that twice is harmless.
 */
export function registerTempFolder(path: string): () => void {
  const folder = resolve(path)
  if (!isAbsolute(path) || dirname(folder) === folder || folder.includes('\n')) {
    throw new RangeError(
      `Cannot watch over the folder ${JSON.stringify(path)}: give an absolute path, not the root, without newlines.`,
    )
  }
  ensureReaper()
  folders.add(folder)
  tell(`@${folder}`)
  return () => {
    if (!folders.delete(folder)) return
    tell(`-@${folder}`)
    dismissIfIdle()
  }
}

/** The process id of the reaper, if one runs: for tests that watch it end. */
export function reaperPid(): number | undefined {
  return reaper?.pid
}
