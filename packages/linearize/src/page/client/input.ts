/** Part of the page’s program: mouse, touch, wheel and keyboard. */
export const INPUT = `function at(event) {
  var bounds = canvas.getBoundingClientRect(), x = event.clientX - bounds.left, y = event.clientY - bounds.top
  if (x < GUTTER || y < AXIS) return -1
  var lane = Math.floor((y - AXIS + stage.scrollTop) / LANE)
  if (!view.ready.lanes[lane]) return -1
  var found = -1, nearest = 6
  view.ready.lanes[lane].of.forEach(function (i) {
    var a = screenX(view.ready.from[i]), b = screenX(view.ready.until[i]), gap = Math.max(a - x, x - b, 0)
    if (gap < nearest) { nearest = gap; found = i }
  })
  return found
}
function showTip(event) {
  var i = at(event)
  if (i !== view.hover) {
    view.hover = i
    tip.hidden = i < 0
    if (i >= 0) tip.replaceChildren.apply(tip, factsNode(i))
    draw()
  }
  if (i < 0) return
  var box = tip.getBoundingClientRect()
  tip.style.left = clamp(event.clientX + 14, 4, window.innerWidth - box.width - 4) + 'px'
  tip.style.top = (event.clientY + 18 + box.height > window.innerHeight ? event.clientY - box.height - 12 : event.clientY + 18) + 'px'
}
function hideTip() { if (view.hover < 0) return; view.hover = -1; tip.hidden = true; draw() }
var pointers = new Map(), moved = 0
canvas.addEventListener('pointerdown', function (event) { pointers.set(event.pointerId, event); moved = 0; canvas.setPointerCapture(event.pointerId) })
canvas.addEventListener('pointermove', function (event) {
  var before = pointers.get(event.pointerId)
  if (!before) { showTip(event); return }
  hideTip()
  var others = Array.from(pointers.values()).filter(function (p) { return p.pointerId !== event.pointerId })
  if (others.length) {
    var was = Math.abs(before.clientX - others[0].clientX), is = Math.abs(event.clientX - others[0].clientX)
    if (was > 10 && is > 10) zoom(is / was, (event.clientX + others[0].clientX) / 2 - canvas.getBoundingClientRect().left)
  } else {
    moved += Math.abs(event.clientX - before.clientX)
    view.left -= (event.clientX - before.clientX) / view.scale
    if (event.pointerType === 'mouse') stage.scrollTop -= event.clientY - before.clientY
    limit(); draw()
  }
  pointers.set(event.pointerId, event)
})
function up(event) {
  pointers.delete(event.pointerId)
  if (event.type === 'pointerup' && moved < 4) { var i = at(event); if (i >= 0 || view.chosen >= 0) choose(i, false) }
}
canvas.addEventListener('pointerup', up)
canvas.addEventListener('pointercancel', up)
canvas.addEventListener('pointerleave', hideTip)
canvas.addEventListener('wheel', function (event) {
  var sideways = event.shiftKey ? event.deltaY : event.deltaX
  if (event.ctrlKey || event.metaKey) zoom(Math.exp(-event.deltaY / 180), event.clientX - canvas.getBoundingClientRect().left)
  else if (Math.abs(sideways) > Math.abs(event.shiftKey ? event.deltaX : event.deltaY)) { view.left += sideways / view.scale; limit(); draw() }
  else return
  event.preventDefault()
}, { passive: false })
stage.addEventListener('scroll', draw)
function mapTo(event) {
  var bounds = map.getBoundingClientRect()
  view.left = ((event.clientX - bounds.left) / bounds.width) * (worldEnd() + 0.5) - 0.5 - (size.width - GUTTER) / view.scale / 2
  limit(); draw()
}
map.addEventListener('pointerdown', function (event) { map.setPointerCapture(event.pointerId); mapTo(event) })
map.addEventListener('pointermove', function (event) { if (event.buttons) mapTo(event) })
canvas.addEventListener('keydown', function (event) {
  if (event.altKey || event.ctrlKey || event.metaKey) return
  var ready = view.ready, chosen = view.chosen, done = true
  var anchor = chosen >= 0 ? chosen : (view.part.failing === undefined ? 0 : view.part.failing)
  if (!ready.n) return
  switch (event.key) {
    case 'ArrowRight': case 'ArrowLeft':
      if (chosen < 0) choose(anchor, true)
      else choose(clamp(chosen + (event.key === 'ArrowRight' ? 1 : -1), 0, ready.n - 1), true)
      break
    case 'ArrowUp': case 'ArrowDown':
      var lane = clamp(ready.lane[anchor] + (event.key === 'ArrowDown' ? 1 : -1), 0, ready.lanes.length - 1)
      choose(ready.lanes[lane].of.reduce(function (a, b) { return Math.abs(ready.from[b] - ready.from[anchor]) < Math.abs(ready.from[a] - ready.from[anchor]) ? b : a }), true)
      break
    case 'Home': choose(0, true); break
    case 'End': choose(ready.n - 1, true); break
    case '+': case '=': zoom(1.6); break
    case '-': zoom(1 / 1.6); break
    case '0': fit(); break
    case '[': chooseOrder(view.order - 1); break
    case ']': chooseOrder(view.order + 1); break
    case 'f': focusFailure(); break
    case 'Escape': choose(-1, false); break
    default: done = false
  }
  if (done) event.preventDefault()
})
window.addEventListener('resize', function () { resize(); draw() })
var dark = window.matchMedia('(prefers-color-scheme: dark)')
dark.addEventListener('change', function () { readColors(); draw() })
`
