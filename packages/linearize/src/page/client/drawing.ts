/** Part of the page’s program: the timeline and the map on their canvases. */
export const DRAWING = `var colors = {}
function readColors() {
  var style = getComputedStyle(root)
  ;['paper', 'raised', 'line', 'ink', 'faint', 'bar', 'bar-ink', 'done', 'done-ink', 'path', 'bad', 'bad-soft', 'open', 'open-ink', 'core'].forEach(function (name) { colors[name] = style.getPropertyValue('--' + name).trim() })
  colors.font = style.fontFamily
}
// Labels of the failing operation and of a small core whose bars are too short for them: they go on top of everything.
var late = []
var waiting = false
function draw() {
  if (waiting) return
  waiting = true
  requestAnimationFrame(function () { waiting = false; paint(); paintMap() })
}
function screenX(rank) { return GUTTER + (X(rank) - view.left) * view.scale }
function look(i) {
  if (i === view.part.failing) return ['bad-soft', 'ink', 'bad']
  if (view.place.has(i)) return ['done', 'done-ink', 'path']
  if (view.pending.has(i)) return ['open', 'open-ink', 'open-ink']
  return ['bar', 'bar-ink', '']
}
function paint() {
  var ready = view.ready, part = view.part, g = canvas.getContext('2d')
  if (!ready || !size.width) return
  g.setTransform(size.ratio, 0, 0, size.ratio, 0, 0)
  g.fillStyle = colors.paper
  g.fillRect(0, 0, size.width, size.height)
  var top = stage.scrollTop, firstLane = Math.max(0, Math.floor((top) / LANE)), lastLane = Math.min(ready.lanes.length - 1, Math.ceil((top + size.height) / LANE))
  g.textBaseline = 'middle'
  g.save()
  g.beginPath(); g.rect(0, AXIS, size.width, size.height - AXIS); g.clip()
  for (var lane = firstLane; lane <= lastLane; lane++) {
    g.fillStyle = lane % 2 ? colors.paper : colors.raised
    g.fillRect(0, laneTop(lane), size.width, LANE)
  }
  g.font = '12px ' + colors.font
  var dense = view.scale < 4
  late = []
  for (lane = firstLane; lane <= lastLane; lane++) paintLane(g, ready.lanes[lane].of, lane, dense)
  paintPath(g)
  late.forEach(function (l) {
    g.font = '650 12px ' + colors.font
    g.fillStyle = colors.paper
    g.globalAlpha = 0.85
    box(g, l.x - 4, l.y + 1, g.measureText(l.label).width + 8, BAR - 2, 4); g.fill()
    g.globalAlpha = 1
    g.fillStyle = l.color
    g.fillText(l.label, l.x, l.y + BAR / 2 + 0.5)
  })
  for (lane = firstLane; lane <= lastLane; lane++) {
    g.fillStyle = lane % 2 ? colors.paper : colors.raised
    g.fillRect(0, laneTop(lane), GUTTER - 4, LANE)
    g.fillStyle = colors.faint
    g.font = '600 12px ' + colors.font
    var names = currentNames(lane)
    g.fillText(names, 8, laneTop(lane) + LANE / 2, GUTTER - 14)
  }
  g.restore()
  paintAxis(g)
}
/** The process that a lane belongs to at the left edge, or the first one after it. */
function currentNames(lane) {
  var of = view.ready.lanes[lane].of, o = view.part.operations
  var low = 0, high = of.length - 1
  while (low < high) { var middle = (low + high) >> 1; if (X(view.ready.until[of[middle]]) < view.left) low = middle + 1; else high = middle }
  return processName(view.part.processes[o.process[of[low]]])
}
function laneTop(lane) { return AXIS + lane * LANE - stage.scrollTop }
function paintLane(g, of, lane, dense) {
  var ready = view.ready, part = view.part, o = part.operations, shared = ready.lanes[lane].names.length > 1, y = laneTop(lane) + (LANE - BAR) / 2, lastPixel = -1
  for (var k = 0; k < of.length; k++) {
    var i = of[k], b = screenX(ready.until[i])
    if (b < GUTTER - 8) continue
    var a = screenX(ready.from[i])
    if (a > size.width) break
    var special = i === view.part.failing || ready.core.has(i) || i === view.chosen || i === view.hover
    // Where a pixel stands for many operations one of them is enough.
    if (dense && !special && Math.floor(b) === lastPixel) continue
    lastPixel = Math.floor(b)
    var colorsOf = look(i), width = Math.max(1.5, b - a)
    g.globalAlpha = view.onlyCore && !ready.core.has(i) && i !== view.part.failing ? 0.22 : 1
    if (o.return[i] === null && width > 60) {
      var fade = g.createLinearGradient(a, 0, a + Math.min(width, 160), 0)
      fade.addColorStop(0.3, colors[colorsOf[0]]); fade.addColorStop(1, colors[colorsOf[0]] + '50')
      g.fillStyle = fade
    } else g.fillStyle = colors[colorsOf[0]]
    // From afar the one that all is about would vanish among its neighbours.
    if (dense && i === view.part.failing) { g.fillStyle = colors.bad; box(g, Math.round(a) - 1, y - 3, 3, BAR + 6, 0) }
    else box(g, a, y, width, BAR, dense ? 0 : 4)
    g.fill()
    if (!dense && colorsOf[2] && o.return[i] !== null) { g.lineWidth = 1; g.strokeStyle = colors[colorsOf[2]]; g.stroke() }
    if (ready.core.has(i)) { g.lineWidth = dense ? 2 : 2.5; g.strokeStyle = colors.core; box(g, a - 1.5, y - 1.5, Math.max(3, Math.min(width, o.return[i] === null ? 150 : width)) + 3, BAR + 3, 5); g.stroke() }
    if ((i === view.chosen || i === view.hover) && !(dense && i === view.part.failing)) { g.lineWidth = 2; g.strokeStyle = colors.ink; box(g, a - 1, y - 1, width + 2, BAR + 2, 5); g.stroke() }
    var place = view.place.get(i), left = Math.max(a, GUTTER)
    var room = b - left - 8
    if (room > 14 && !dense) {
      // The number of the operation stands at its point; its text on the roomier side of that.
      var label = (i === view.part.failing ? '✗ ' : '') + (shared ? processName(part.processes[o.process[i]]) + ' ' : '') + text(o.text[i]) + (o.return[i] === null ? ' …' : '')
      var point = place ? screenX(place.x) : -1, x = left + 5
      if (place && point >= left - 8 && view.scale >= 9) {
        var half = badgeWidth(place.number + 1) / 2 + 4, right = b - point - half - 4, before = point - left - half - 5
        if (right >= before || before < 20) { x = point + half; room = right }
        else room = before
      }
      g.fillStyle = colors[colorsOf[1]]
      g.font = (i === view.part.failing ? '650 ' : '') + '12px ' + colors.font
      var fits = room > 10 ? clip(g, label, room) : ''
      // Those that all is about say their name also where their bars are too short for it.
      var important = i === view.part.failing || (ready.core.has(i) && ready.core.size <= 12)
      if (important && fits !== label) late.push({ x: b + 8, y: y, label: label, color: i === view.part.failing ? colors.bad : colors.core })
      else if (fits) g.fillText(fits, x, y + BAR / 2 + 0.5)
    }
    g.globalAlpha = 1
  }
}
function badgeWidth(number) { return Math.max(15, String(number).length * 6.6 + 7) }
function clip(g, label, room) {
  if (g.measureText(label).width <= room) return label
  for (var n = Math.min(label.length - 1, Math.floor(room / 5)); n > 1; n--) {
    var short = label.slice(0, n) + '…'
    if (g.measureText(short).width <= room) return short
  }
  return ''
}
function box(g, x, y, w, h, r) {
  g.beginPath()
  if (r && g.roundRect) g.roundRect(x, y, w, h, Math.min(r, w / 2))
  else g.rect(x, y, w, h)
}
/** The order: a line from point to point, with numbers where there is room. */
function paintPath(g) {
  var order = view.ready.orders[view.order]
  if (!order || view.scale < 3) return
  var numbered = view.scale >= 9
  g.strokeStyle = colors.path
  g.lineWidth = 1.4
  g.globalAlpha = view.onlyCore ? 0.25 : numbered ? 0.75 : 0.4
  g.beginPath()
  var begun = false, points = []
  for (var k = 0; k < order.operations.length; k++) {
    var i = order.operations[k], place = view.place.get(i), x = screenX(place.x), y = laneTop(view.ready.lane[i]) + LANE / 2
    if (x < GUTTER - 300) continue
    if (x > size.width + 300) break
    if (begun) g.lineTo(x, y)
    else g.moveTo(x, y)
    begun = true
    points.push([x, y, k + 1, i])
  }
  g.stroke()
  g.globalAlpha = 1
  if (!numbered) return
  g.textAlign = 'center'
  points.forEach(function (p) {
    if (p[0] < GUTTER - 10 || p[0] > size.width + 10) return
    g.globalAlpha = view.onlyCore && !view.ready.core.has(p[3]) ? 0.25 : 1
    var label = String(p[2])
    g.font = '600 10px ' + colors.font
    var w = badgeWidth(p[2])
    g.fillStyle = colors.path
    box(g, p[0] - w / 2, p[1] - 7.5, w, 15, 7.5); g.fill()
    g.fillStyle = colors.paper
    g.fillText(label, p[0], p[1] + 0.5)
  })
  g.textAlign = 'left'
  g.globalAlpha = 1
}
function paintAxis(g) {
  var ready = view.ready, part = view.part, n = ready.times.length
  g.fillStyle = colors.paper
  g.fillRect(0, 0, size.width, AXIS)
  g.strokeStyle = colors.line
  g.beginPath(); g.moveTo(0, AXIS - 0.5); g.lineTo(size.width, AXIS - 0.5); g.stroke()
  g.font = '11px ' + colors.font
  g.fillStyle = colors.faint
  var next = GUTTER
  var span = n ? ready.times[nearestRank(view.left + (size.width - GUTTER) / view.scale)] - ready.times[nearestRank(view.left)] : 0
  // A label for the event nearest to every so many pixels.
  for (var x = GUTTER + 4; x < size.width - 30 && n; x += 20) {
    if (x < next) continue
    var rank = nearestRank(view.left + (x - GUTTER) / view.scale), at = screenX(rank)
    if (at < next || at > size.width - 40) continue
    var label = timeText(ready.times[rank] + part.start, part.unit, span)
    g.fillText(label, at + 3, AXIS / 2)
    g.beginPath(); g.moveTo(at, AXIS - 6); g.lineTo(at, AXIS); g.stroke()
    next = at + g.measureText(label).width + 34
  }
  if (part.failing !== undefined) {
    var fx = screenX(ready.to[part.failing])
    if (fx >= GUTTER && fx <= size.width) {
      g.strokeStyle = colors.bad; g.lineWidth = 1; g.setLineDash([4, 4])
      g.beginPath(); g.moveTo(fx, AXIS); g.lineTo(fx, size.height); g.stroke()
      g.setLineDash([])
    }
  }
}
function nearestRank(world) {
  var low = 0, high = view.ready.times.length - 1
  while (low < high) { var middle = (low + high) >> 1; if (X(middle) < world) low = middle + 1; else high = middle }
  return low
}
/** The whole time at a glance: how many operations are open, where the core and the failure are, and what is on the screen. */
var mapPicture = null
function paintMap() {
  var g = map.getContext('2d'), ready = view.ready, w = map.width, h = map.height, end = worldEnd() + 0.5
  if (!w || !ready) return
  if (!mapPicture || mapPicture.mode !== view.mode) {
    var open = new Float64Array(w + 1), most = 1
    for (var i = 0; i < ready.n; i++) {
      if (view.part.operations.return[i] === null) continue
      var a = Math.floor(((X(ready.from[i]) + 0.5) / end) * w), b = Math.max(a + 1, Math.floor(((X(ready.to[i]) + 0.5) / end) * w))
      open[clamp(a, 0, w)]++; open[clamp(b, 0, w)]--
    }
    for (var x = 1; x <= w; x++) { open[x] += open[x - 1]; most = Math.max(most, open[x]) }
    mapPicture = { mode: view.mode, open: open, most: most }
  }
  g.fillStyle = colors.raised
  g.fillRect(0, 0, w, h)
  g.fillStyle = colors.bar
  for (x = 0; x < w; x++) { var tall = (mapPicture.open[x] / mapPicture.most) * (h - 4); g.fillRect(x, h - tall, 1, tall) }
  function mark(i, color, wide) { g.fillStyle = color; g.fillRect(clamp(((X(ready.from[i]) + 0.5) / end) * w - wide / 2, 0, w - wide), 0, wide, h) }
  var from = ((view.left + 0.5) / end) * w, wide = ((size.width - GUTTER) / view.scale / end) * w
  g.strokeStyle = colors.path
  g.lineWidth = 2 * size.ratio
  g.strokeRect(Math.max(1, from), 1, Math.min(wide, w - 2), h - 2)
  ready.core.forEach(function (i) { mark(i, colors.core, 2 * size.ratio) })
  if (view.part.failing !== undefined) mark(view.part.failing, colors.bad, 3 * size.ratio)
  if (view.chosen >= 0 && view.chosen !== view.part.failing) mark(view.chosen, colors.ink, 2 * size.ratio)
}
`
