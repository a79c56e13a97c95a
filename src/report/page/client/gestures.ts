/** Pointer and wheel on a picture with one axis of time: drag to move, wheel or two fingers to zoom, click to choose. */

import type { View } from './view.ts'

export interface Axis {
  /** 'y': time runs downwards; a picture of this kind is the one whose units the view's stretch has. */
  readonly direction: 'x' | 'y'
  /** Where the axis begins and how long it is, in pixels of the layout. */
  range(): { readonly start: number; readonly length: number }
  click(x: number, y: number): void
  hover(x: number, y: number, event: PointerEvent): void
  leave(): void
  /** Moves the picture across its axis of time, where there is more than fits. */
  scroll?(by: number): void
}

const CLICK = 5
const WHEEL = 0.0016

export function watchGestures(canvas: HTMLCanvasElement, view: View, axis: Axis): void {
  const pointers = new Map<number, { x: number; y: number }>()
  let travelled = 0
  let spread = 0

  const along = (event: { offsetX: number; offsetY: number }) =>
    axis.direction === 'x' ? event.offsetX : event.offsetY
  const shareAt = (event: { offsetX: number; offsetY: number }) => {
    const { start, length } = axis.range()
    return (along(event) - start) / Math.max(1, length)
  }
  const placeAt = (share: number) => view.stretch.from + share * (view.stretch.to - view.stretch.from)
  const spreadOf = () => {
    const [a, b] = [...pointers.values()]
    return a === undefined || b === undefined ? 0 : Math.hypot(a.x - b.x, a.y - b.y)
  }

  canvas.addEventListener('pointerdown', event => {
    if (event.button !== 0) return
    canvas.setPointerCapture(event.pointerId)
    pointers.set(event.pointerId, { x: event.offsetX, y: event.offsetY })
    travelled = 0
    spread = spreadOf()
  })
  canvas.addEventListener('pointermove', event => {
    const before = pointers.get(event.pointerId)
    if (before === undefined) {
      axis.hover(event.offsetX, event.offsetY, event)
      return
    }
    const now = { x: event.offsetX, y: event.offsetY }
    pointers.set(event.pointerId, now)
    travelled += Math.hypot(now.x - before.x, now.y - before.y)
    if (pointers.size === 2) {
      const wider = spreadOf()
      if (spread > 0 && wider > 0) view.zoom(spread / wider, placeAt(shareAt(event)))
      spread = wider
    } else if (travelled > CLICK) {
      const by = axis.direction === 'x' ? now.x - before.x : now.y - before.y
      view.pan(-by / Math.max(1, axis.range().length))
      axis.scroll?.(axis.direction === 'x' ? before.y - now.y : before.x - now.x)
    }
  })
  canvas.addEventListener('pointerup', event => {
    if (!pointers.delete(event.pointerId)) return
    if (travelled <= CLICK) axis.click(event.offsetX, event.offsetY)
  })
  canvas.addEventListener('pointercancel', event => pointers.delete(event.pointerId))
  canvas.addEventListener('pointerleave', () => axis.leave())
  canvas.addEventListener(
    'wheel',
    event => {
      // A page that is being scrolled must not stop at a picture: the wheel is the picture's once that was chosen.
      if (document.activeElement !== canvas && !event.ctrlKey && !event.metaKey) return
      event.preventDefault()
      if (event.shiftKey) view.pan(Math.sign(event.deltaY || event.deltaX) * 0.15)
      else view.zoom(Math.exp(event.deltaY * WHEEL * (event.deltaMode === 1 ? 20 : 1)), placeAt(shareAt(event)))
    },
    { passive: false },
  )
}

/** Keys that every picture with an axis of time has. Returns whether it was one of them. */
export function moveByKey(view: View, key: string): boolean {
  switch (key) {
    case 'ArrowUp':
      view.pan(-0.2)
      return true
    case 'ArrowDown':
      view.pan(0.2)
      return true
    case 'PageUp':
      view.pan(-0.9)
      return true
    case 'PageDown':
      view.pan(0.9)
      return true
    case 'Home':
      view.setStretch({ from: view.bounds.from, to: view.bounds.from + view.stretch.to - view.stretch.from })
      return true
    case 'End':
      view.setStretch({ from: view.bounds.to - view.stretch.to + view.stretch.from, to: view.bounds.to })
      return true
    case '+':
    case '=':
      view.zoom(1 / 1.6)
      return true
    case '-':
      view.zoom(1.6)
      return true
    case '0':
      view.setStretch(view.bounds)
      return true
    case 'Escape':
      view.choose(undefined)
      return true
    default:
      return false
  }
}
