/** Opens a page in headless Chromium, lets a script act on it, and gives back the document. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const CHROMIUM = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find(path => path !== undefined && existsSync(path))

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--hide-scrollbars',
  '--virtual-time-budget=4000',
]

/** What `script` returned in the page, and the document after it. The page's own errors are thrown. */
export function inBrowser<T>(html: string, script: string, size = '1280,900'): { value: T; dom: string } {
  const folder = mkdtempSync(join(tmpdir(), 'linearize-page-'))
  const file = join(folder, 'page.html')
  const probe = `<script>window.problems = []
// Without a screen there are no frames.
window.requestAnimationFrame = paint => setTimeout(() => paint(performance.now()))
addEventListener('error', event => problems.push(event.message))
addEventListener('securitypolicyviolation', event => problems.push('blocked: ' + event.blockedURI))</script>`
  const act = `<script>addEventListener('load', () => setTimeout(async () => {
  const result = document.createElement('pre')
  result.id = 'result'
  try { result.textContent = JSON.stringify({ value: await (async () => { ${script} })(), problems }) }
  catch (error) { result.textContent = JSON.stringify({ problems: [String(error)] }) }
  document.body.append(result)
}, 100))</script>`
  writeFileSync(file, html.replace('<body>', `<body>${probe}`).replace('</body>', `${act}</body>`))
  try {
    const { stdout, stderr } = spawnSync(
      CHROMIUM!,
      [...FLAGS, `--window-size=${size}`, `--user-data-dir=${join(folder, 'profile')}`, '--dump-dom', `file://${file}`],
      { encoding: 'utf8', timeout: 25_000, maxBuffer: 1e9 },
    )
    const json = /<pre id="result">(.*?)<\/pre>/s.exec(stdout)?.[1]
    if (json === undefined) throw new Error(`The page did not come up.\n${stderr.slice(-2000)}`)
    const text = json.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
    const { value, problems } = JSON.parse(text) as { value: T; problems: string[] }
    if (problems.length > 0) throw new Error(`In the page: ${problems.join('; ')}`)
    return { value, dom: stdout }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
