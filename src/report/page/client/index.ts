/** The page's program: it unpacks the run that is embedded in the page and brings the pictures and controls to life. Everything that has to be read without it stands in the page already. */

import type { PageData } from '../page-data.ts'
import { MOST_ARROWS } from './arrows.ts'
import { makeControls } from './controls.ts'
import { Detail } from './detail.ts'
import { byId, perFrame } from './dom.ts'
import { count, moment } from './format.ts'
import { moveByKey, watchGestures } from './gestures.ts'
import { Lamport } from './lamport.ts'
import { Logs } from './logs.ts'
import { Overview } from './overview.ts'
import { messageTexts, readData } from './payload.ts'
import { unpack } from './run.ts'
import { readColors, Surface } from './surface.ts'
import { Tables } from './tables.ts'
import { applyTheme, overruleQueries, rememberedTheme, rememberTheme, systemTheme } from './theme.ts'
import { Timeline } from './timeline.ts'
import { View } from './view.ts'

/** Labels show what messages say where that takes no time worth speaking of. */
const TEXTS_AT_ONCE = 20_000

overruleQueries()
watchTheme()
watchCopying()
addEventListener('DOMContentLoaded', () => {
  start().catch((error: unknown) => {
    byId('diagram-status').textContent = `The diagram could not be drawn: ${String(error)}`
  })
})

let theme = rememberedTheme() ?? systemTheme()
const themeListeners: (() => void)[] = []

function watchTheme(): void {
  addEventListener('DOMContentLoaded', () => {
    if (theme !== systemTheme()) applyTheme(theme)
    const button = byId<HTMLButtonElement>('theme')
    const name = () => {
      button.setAttribute('aria-pressed', String(theme === 'dark'))
    }
    name()
    button.hidden = false
    const show = () => {
      name()
      for (const listener of themeListeners) listener()
    }
    button.addEventListener('click', () => {
      theme = theme === 'dark' ? 'light' : 'dark'
      applyTheme(theme)
      rememberTheme(theme)
      show()
    })
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', event => {
      // A real change of the system, not the choice on this page.
      if (!(event instanceof MediaQueryListEvent)) return
      theme = event.matches ? 'dark' : 'light'
      applyTheme(theme)
      show()
    })
  })
}

function watchCopying(): void {
  addEventListener('click', event => {
    const button = (event.target as Element).closest<HTMLButtonElement>('button[data-copies]')
    if (button === null) return
    const source = byId(button.dataset.copies!)
    const said = (text: string) => {
      button.textContent = text
      setTimeout(() => {
        button.textContent = 'Copy'
      }, 1_600)
    }
    const select = () => {
      // Without the clipboard, as in pages from some file systems, the text is at least selected.
      getSelection()?.selectAllChildren(source)
      said('Selected')
    }
    if (navigator.clipboard === undefined) select()
    else navigator.clipboard.writeText(source.textContent ?? '').then(() => said('Copied'), select)
  })
}

/** The fragment of @jepsen-ts/linearize is made to stand alone; on this page it is not what the page is about. */
function demoteFragments(): void {
  for (const main of document.querySelectorAll('.linearize main')) main.setAttribute('role', 'group')
}

async function start(): Promise<void> {
  demoteFragments()
  const run = unpack(await readData<PageData>())
  const view = new View(run)
  const canvas = { lamport: byId<HTMLCanvasElement>('lamport'), timeline: byId<HTMLCanvasElement>('timeline') }
  byId('diagram').hidden = false
  byId('diagram-status').textContent = ''
  const lamport = new Lamport(view, new Surface(canvas.lamport))
  const timeline = new Timeline(view, new Surface(canvas.timeline))
  const overview = new Overview(view, new Surface(byId<HTMLCanvasElement>('overview')))
  const detail = new Detail(view, byId('detail'))
  const tables = new Tables(
    view,
    byId<HTMLDetailsElement>('message-table'),
    byId<HTMLDetailsElement>('operation-table'),
  )
  const { bar, filters } = makeControls(view)
  byId('moves').append(...bar)
  byId('filters').append(...filters)
  canvas.timeline.style.height = `${timeline.height}px`

  let colors = readColors()
  const paint = () => {
    lamport.paint(colors)
    timeline.paint(colors)
    overview.paint(colors)
    const [from, to] = view.span
    const step = Math.max(1e5, (to - from) / 100)
    byId('in-view').textContent =
      `${moment(Math.max(0, from), step)} – ${moment(to, step)} of ${moment(run.duration, 1e7)} · ${count(lamport.inView, 'message')}${lamport.inView > MOST_ARROWS ? ', zoom in to tell them apart' : ''}`
  }
  const repaint = perFrame(paint)
  const refill = settled(() => tables.fill(), 200)
  view.on(change => {
    if (change !== 'stretch') lamport.arrange()
    if (change === 'chosen') detail.show()
    repaint()
    refill()
  })
  themeListeners.push(() => {
    colors = readColors()
    repaint()
  })
  new ResizeObserver(repaint).observe(byId('diagram'))

  connectLamport(view, lamport, canvas.lamport, repaint)
  connectTimeline(view, timeline, canvas.timeline)
  overview.watch()
  watchJumps(view)
  if (run.logs.some(({ lines }) => lines.length > 0)) new Logs(view).show()
  openAtAnomaly(view)
  detail.show()
  paint()
  // Milliseconds since the page was asked for.
  document.documentElement.dataset.ready = performance.now().toFixed(1)

  const unpacked = () =>
    messageTexts().then(texts => {
      lamport.texts = texts
      repaint()
    })
  if (run.messages.count <= TEXTS_AT_ONCE) unpacked()
  else globalThis.requestIdleCallback?.(unpacked)
}

/** What the first anomaly is about stands out from the start. */
function openAtAnomaly(view: View): void {
  const { anomalies, operations } = view.run
  const at = anomalies.findIndex(anomaly => anomaly.operations.length > 0)
  if (at === -1) return
  if (anomalies[at]!.messages !== undefined) view.follow(at)
  else {
    const evidence = anomalies[at]!.operations.map(i => operations[i]!)
    const last = evidence.findLast(({ final }) => !final) ?? evidence[0]!
    view.choose({ kind: 'operation', at: last.at })
  }
}

function connectLamport(view: View, lamport: Lamport, canvas: HTMLCanvasElement, repaint: () => void): void {
  const tip = byId('tip')
  const point = (m: number, text: string, event?: PointerEvent) => {
    if (m !== lamport.hovered) {
      lamport.hovered = m
      repaint()
    }
    tip.hidden = text === ''
    canvas.style.cursor = text === '' ? '' : 'pointer'
    if (event === undefined || text === '') return
    tip.textContent = text
    tip.style.left = `${Math.min(event.clientX + 14, innerWidth - tip.offsetWidth - 8)}px`
    tip.style.top = `${event.clientY + 18}px`
  }
  watchGestures(canvas, view, {
    direction: 'y',
    range: () => lamport.range(),
    click(x, y) {
      const operation = lamport.operationAt(x, y)
      if (operation >= 0) return view.choose({ kind: 'operation', at: operation })
      const message = lamport.messageAt(x, y)
      view.choose(message < 0 ? undefined : { kind: 'message', at: message })
    },
    hover(x, y, event) {
      const message = lamport.operationAt(x, y) >= 0 ? -1 : lamport.messageAt(x, y)
      point(message, message < 0 ? '' : lamport.tipOf(message), event)
    },
    leave: () => point(-1, ''),
  })
  canvas.addEventListener('keydown', event => {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (step !== 0) chooseNextMessage(view, step)
    else if (!moveByKey(view, event.key)) return
    event.preventDefault()
  })
}

/** Of the messages that are drawn the next one, or the first in view. */
function chooseNextMessage(view: View, step: 1 | -1): void {
  const { chosen, shown, run, places, stretch } = view
  let at = chosen?.kind === 'message' ? chosen.at + step : step > 0 ? 0 : run.messages.count - 1
  const out = (m: number) =>
    chosen?.kind !== 'message' && (step > 0 ? places.sent[m]! < stretch.from : places.sent[m]! > stretch.to)
  while (at >= 0 && at < run.messages.count && (shown[at] === 0 || out(at))) at += step
  if (at >= 0 && at < run.messages.count) view.choose({ kind: 'message', at }, true)
}

function connectTimeline(view: View, timeline: Timeline, canvas: HTMLCanvasElement): void {
  watchGestures(canvas, view, {
    direction: 'x',
    range: () => timeline.range(),
    click(x, y) {
      const at = timeline.operationAt(x, y)
      view.choose(at < 0 ? undefined : { kind: 'operation', at })
    },
    hover(x, y) {
      canvas.style.cursor = timeline.operationAt(x, y) >= 0 ? 'pointer' : ''
    },
    leave() {},
  })
  canvas.addEventListener('keydown', event => {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    const { operations } = view.run
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (step !== 0) {
      const [from, to] = view.span
      const first = operations.findIndex(({ invoked, completed }) => completed >= from && invoked <= to)
      const at = view.chosen?.kind === 'operation' ? view.chosen.at + step : first
      if (operations[at] !== undefined) view.choose({ kind: 'operation', at }, true)
    } else if (!moveByKey(view, event.key)) return
    event.preventDefault()
  })
}

/** Buttons of the verdict that lead to what it speaks of. */
function watchJumps(view: View): void {
  const { anomalies, operations } = view.run
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-operation], button[data-journey]')) {
    button.hidden = false
    button.addEventListener('click', () => {
      const { operation, journey } = button.dataset
      if (journey !== undefined) {
        const messages = anomalies[Number(journey)]?.messages ?? []
        const { sent, end } = view.run.messages
        const [from, to] = [sent[messages[0]!] ?? 0, Math.max(...messages.map(m => end[m]!))]
        const margin = Math.max(1e6, (to - from) * 0.15)
        view.showSpan(from - margin, to + margin)
        view.follow(Number(journey))
      } else {
        const at = Number(operation)
        if (operations[at] === undefined) return
        view.goTo({ kind: 'operation', at })
      }
      const canvas = byId('lamport')
      byId('what-happened').scrollIntoView({
        behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth',
      })
      canvas.focus({ preventScroll: true })
    })
  }
}

/** Calls `action` when nothing has asked for it for a while. */
function settled(action: () => void, milliseconds: number): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  return () => {
    clearTimeout(timer)
    timer = setTimeout(action, milliseconds)
  }
}
