/** Part of the page’s program: from ranks to pixels; zoom, pan, and going to some operations. */
export const SCALE = `/** World coordinate of a rank: itself, or the time there on the same overall length. */
function X(rank) {
  if (view.mode === 'order') return rank
  var times = view.ready.times, n = times.length, k = clamp(Math.floor(rank), 0, n - 1)
  var a = times[k], b = times[Math.min(n - 1, k + 1)], span = times[n - 1] - times[0] || 1
  return ((a + (b - a) * clamp(rank - k, 0, 1) - times[0]) / span) * n
}
var size = { width: 0, height: 0, ratio: 1 }
function resize() {
  if (!view.part) return
  size.ratio = window.devicePixelRatio || 1
  size.width = stage.clientWidth || root.clientWidth
  var full = view.ready.lanes.length * LANE + AXIS + 6
  size.height = Math.min(full, Math.max(160, Math.floor(window.innerHeight * 0.62)) - 2)
  canvas.style.height = size.height + 'px'
  spacer.style.height = full - size.height + 'px'
  canvas.width = Math.round(size.width * size.ratio); canvas.height = Math.round(size.height * size.ratio)
  map.width = Math.round(map.clientWidth * size.ratio); map.height = Math.round(30 * size.ratio)
  mapPicture = null
  limit()
}
function worldEnd() { return view.ready.end + 0.5 }
function limit() {
  var width = Math.max(1, size.width - GUTTER - 14)
  var least = width / (worldEnd() + 1)
  view.scale = clamp(view.scale, Math.min(least, 96), 400)
  view.left = clamp(view.left, -0.5, Math.max(-0.5, worldEnd() - width / view.scale))
}
function fit() { view.scale = 0; limit(); view.left = -0.5; stage.scrollTop = 0; draw() }
function zoom(factor, screenX) {
  var x = screenX === undefined ? (size.width - GUTTER) / 2 : screenX - GUTTER
  var world = view.left + x / view.scale
  view.scale *= factor
  limit()
  view.left = world - x / view.scale
  limit(); draw()
}
function setMode(mode) {
  var middle = view.chosen >= 0 ? view.chosen : view.part.failing
  view.mode = mode
  modeSelect.value = mode
  if (middle === undefined) { limit(); draw() } else reveal([middle])
}
/** Shows some operations, as large as they fit. */
function reveal(ops) {
  var a = Infinity, b = -Infinity
  ops.forEach(function (i) { a = Math.min(a, X(view.ready.from[i])); b = Math.max(b, X(view.ready.until[i] === view.ready.end ? view.ready.from[i] + 1 : view.ready.until[i])) })
  var width = size.width - GUTTER
  view.scale = clamp(width / ((b - a) * 1.15 + 2), view.mode === 'order' ? 24 : 0, 66)
  limit()
  // What does not fit at a legible size goes out at the left: the last one is the one to see.
  view.left = Math.max((a + b) / 2 - width / view.scale / 2, b + 5 - width / view.scale)
  limit()
  var lane = view.ready.lane[ops[ops.length - 1]]
  stage.scrollTop = clamp(lane * LANE - size.height / 2, 0, 1e9)
  draw()
}
function focusFailure() {
  var part = view.part, ready = view.ready
  if (part.failing === undefined) return
  var near = (part.core || []).filter(function (i) { return ready.from[i] <= ready.from[part.failing] && ready.from[part.failing] - ready.from[i] < 60 }).concat([part.failing])
  view.chosen = part.failing
  update()
  reveal(near.length > 1 ? near : near.concat(ready.orders[0] ? ready.orders[0].operations.slice(-6) : []).concat([part.failing]))
}
`
