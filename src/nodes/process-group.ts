/**
 * A program and everything that it starts, as one thing that can be signalled: its process group (POSIX), its process tree (Windows).
 */
import { spawn, spawnSync } from 'node:child_process'

/** Sends a signal to every process of the group. A group that has ended is no error: it is what most callers want. */
export function signalGroup(pgid: number, signal: NodeJS.Signals): void {
  if (process.platform === 'win32') {
    signalTree(pgid, signal)
    return
  }
  try {
    process.kill(-pgid, signal)
  } catch (error) {
    // ESRCH: nobody is left. EPERM: on macOS, only zombies are left; elsewhere, the program changed its user and is beyond our reach.
    const code = (error as NodeJS.ErrnoException).code
    if (code !== 'ESRCH' && code !== 'EPERM') throw error
  }
}

/** Kills groups at once, while this process is ending: for systems without a reaper. */
export function killGroupsNow(pgids: Iterable<number>): void {
  for (const pgid of pgids) {
    if (process.platform === 'win32') {
      spawnSync('taskkill', ['/PID', String(pgid), '/T', '/F'], { stdio: 'ignore', windowsHide: true })
    } else {
      signalGroup(pgid, 'SIGKILL')
    }
  }
}

/**
 * Windows has neither groups nor SIGSTOP: taskkill ends a tree, and nothing pauses one. UNTESTED: we have no Windows machine; it is
 * written after the documentation of taskkill.
 */
function signalTree(pid: number, signal: NodeJS.Signals): void {
  if (signal === 'SIGSTOP' || signal === 'SIGCONT') {
    throw new Error(`Windows cannot pause a process: run without the nemesis 'pause' there (${signal} to ${pid}).`)
  }
  const args = ['/PID', String(pid), '/T', ...(signal === 'SIGKILL' ? ['/F'] : [])]
  spawn('taskkill', args, { stdio: 'ignore', windowsHide: true }).on('error', () => {})
}
