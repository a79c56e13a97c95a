/** Part of the page’s program: what is known of a partition. Ranks of events, lanes of processes, orders in full, and where each operation takes effect. */
export const LANES = `function prepare(part) {
  if (part.ready) return part.ready
  var o = part.operations, n = o.call.length
  var events = []
  for (var i = 0; i < n; i++) {
    events.push({ i: i, at: o.call[i], ret: 0 })
    if (o.return[i] !== null) events.push({ i: i, at: o.return[i], ret: 1 })
  }
  // Intervals are closed: at one time calls come before returns.
  events.sort(function (a, b) { return a.at - b.at || a.ret - b.ret || a.i - b.i })
  var from = new Float64Array(n), to = new Float64Array(n), times = new Float64Array(events.length)
  var end = events.length
  to.fill(end)
  events.forEach(function (event, rank) {
    times[rank] = event.at
    if (event.ret) to[event.i] = rank
    else from[event.i] = rank
  })
  // A process keeps its lane. When there are many, a new one takes a lane whose process never acts again. Crashed operations hold theirs for a while only, and fade.
  var ends = part.processes.map(function () { return 0 }), starts = part.processes.map(function () { return end })
  for (i = 0; i < n; i++) {
    var p = o.process[i]
    starts[p] = Math.min(starts[p], from[i])
    ends[p] = Math.max(ends[p], o.return[i] === null ? from[i] + 6 : to[i])
  }
  var lanes = [], laneOf = []
  part.processes.map(function (_, p) { return p }).sort(function (a, b) { return starts[a] - starts[b] }).forEach(function (p) {
    var lane = part.processes.length <= 12 ? -1 : lanes.findIndex(function (other) { return other.end < starts[p] })
    if (lane < 0) lane = lanes.push({ names: [], end: 0, of: [] }) - 1
    lanes[lane].end = ends[p]
    lanes[lane].names.push(processName(part.processes[p]))
    laneOf[p] = lane
  })
  var lane = new Int32Array(n)
  for (i = 0; i < n; i++) {
    lane[i] = laneOf[o.process[i]]
    lanes[lane[i]].of.push(i)
  }
  var until = new Float64Array(n) // where a bar ends on the screen
  lanes.forEach(function (l) {
    l.of.sort(function (a, b) { return from[a] - from[b] })
    l.of.forEach(function (i, k) {
      var next = l.of[k + 1]
      until[i] = o.return[i] !== null ? to[i] : next === undefined ? end : Math.min(end, from[next] - 0.5)
    })
  })
  var orders = []
  part.orders.forEach(function (order) {
    var head = order.begin ? orders[order.begin[0]] : { operations: [], states: [] }
    var length = order.begin ? order.begin[1] : 0
    orders.push({
      operations: head.operations.slice(0, length).concat(order.operations),
      states: head.states.slice(0, length).concat(order.states),
      pending: order.pending,
    })
  })
  var core = new Set(part.core || [])
  var ready = { n: n, from: from, to: to, until: until, times: times, end: end, lanes: lanes, lane: lane, orders: orders, core: core }
  part.ready = ready
  return ready
}

/** Where each operation of an order takes effect, as ranks: as early as possible, those between the same two events spread out. */
function pointsOf(ready, order) {
  var place = new Map(), groups = [], last = -1
  order.operations.forEach(function (i, k) {
    var base = Math.max(ready.from[i], last)
    if (base === last) groups[groups.length - 1].push(i)
    else groups.push([i])
    last = base
    place.set(i, { number: k, base: base, x: base })
  })
  groups.forEach(function (group) {
    group.forEach(function (i, k) { place.get(i).x = place.get(i).base + (k + 1) / (group.length + 1) })
  })
  return place
}
`
