/** Part of the page’s program: everything that is not on the canvas, and what is told of an operation. */
export const DOCUMENT = `var view = { part: null, ready: null, order: 0, place: new Map(), pending: new Map(), mode: 'order', onlyCore: false, left: 0, scale: 20, chosen: -1, hover: -1 }
var tally = { false: 0, unknown: 0, true: 0 }
data.parts.forEach(function (part) { tally[part.valid]++ })

var summary = el('span', { class: 'sum' })
if (tally.false) summary.append(el('b', { class: 'bad', text: '✗ ' + tally.false + ' not linearizable' }), '  ')
if (tally.unknown) summary.append(tally.unknown + ' undecided  ')
if (tally.true) summary.append(el('span', { class: 'good', text: '✓ ' + tally.true + ' linearizable' }))
root.append(el('header', {}, [el('h1', { text: data.title }), summary]))

var list = el('ul', { class: 'parts', 'aria-label': 'Histories and keys' })
var filterText = el('input', { type: 'search', placeholder: 'Filter…', 'aria-label': 'Filter by name', oninput: fillList })
var filterKind = el('select', { 'aria-label': 'Which', onchange: fillList }, [
  el('option', { value: '', text: 'all' }), el('option', { value: 'false', text: 'failed' }), el('option', { value: 'unknown', text: 'undecided' }), el('option', { value: 'true', text: 'valid' }),
])
var nav = el('nav', { 'aria-label': 'Partitions', hidden: data.parts.length < 2 }, [el('div', { class: 'tools' }, [filterText, filterKind]), list])
var heading = el('h2'), note = el('p', { class: 'note' })
var orderSelect = el('select', { 'aria-label': 'Longest legal prefix', onchange: function () { chooseOrder(+orderSelect.value) } })
var orderBefore = el('button', { text: '‹', 'aria-label': 'Previous prefix', title: 'Previous prefix  [', onclick: function () { chooseOrder(view.order - 1) } })
var orderAfter = el('button', { text: '›', 'aria-label': 'Next prefix', title: 'Next prefix  ]', onclick: function () { chooseOrder(view.order + 1) } })
var orderGroup = el('span', { class: 'group' }, [orderBefore, orderSelect, orderAfter])
var onlyCore = el('input', { type: 'checkbox', onchange: function () { view.onlyCore = onlyCore.checked; draw() } })
var onlyCoreLabel = el('label', { title: 'Fade all but the operations that fail by themselves' }, [onlyCore, 'minimal core'])
var modeSelect = el('select', { 'aria-label': 'Horizontal scale', onchange: function () { setMode(modeSelect.value) } }, [
  el('option', { value: 'order', text: 'order of events' }), el('option', { value: 'clock', text: 'clock' }),
])
function button(label, name, action) { return el('button', { text: label, 'aria-label': name, title: name, onclick: action }) }
var failButton = button('✗ failure', 'Go to the failure  f', focusFailure)
var bar = el('div', { class: 'bar', role: 'toolbar', 'aria-label': 'View' }, [
  orderGroup, onlyCoreLabel, failButton,
  el('span', { class: 'group' }, [button('−', 'Zoom out  -', function () { zoom(1 / 1.6) }), button('+', 'Zoom in  +', function () { zoom(1.6) }), button('all', 'Show everything  0', fit)]),
  modeSelect,
])
var map = el('canvas', { class: 'map', 'aria-hidden': 'true' })
var canvas = el('canvas', { tabindex: '0', role: 'application', 'aria-roledescription': 'timeline', 'aria-describedby': undefined })
var spacer = el('div')
var stage = el('div', { class: 'stage' }, [canvas, spacer])
var legend = el('div', { class: 'legend' }, [
  el('span', {}, [el('i', { class: 'done' }), 'in the prefix, numbered']), el('span', {}, [el('i', { class: 'open' }), 'pending']),
  el('span', {}, [el('i', { class: 'fail' }), 'explained by nothing']), el('span', {}, [el('i', { class: 'core' }), 'minimal core']), el('span', {}, [el('i', { class: 'rest' }), 'later, or not looked at']),
  el('span', {}, [el('kbd', { text: '← →' }), ' operation  ', el('kbd', { text: '↑ ↓' }), ' process  ', el('kbd', { text: '[ ]' }), ' prefix  ', el('kbd', { text: '+ −' }), ' zoom  ', el('kbd', { text: 'f' }), ' failure']),
])
var detail = el('div', { class: 'card detail', 'aria-live': 'polite', role: 'status' })
var stuck = el('div', { class: 'card' }), coreCard = el('div', { class: 'card' })
root.append(nav, el('main', {}, [el('div', {}, [heading, note]), bar, map, stage, legend, el('div', { class: 'cols' }, [detail, stuck, coreCard])]))
if (data.parts.length < 2) root.style.gridTemplateColumns = 'minmax(0, 1fr)'
var tip = el('div', { class: 'tip', hidden: true })
root.append(tip)

function sign(valid) { return valid === true ? el('span', { class: 'good', text: '✓', 'aria-label': 'valid' }) : valid === false ? el('span', { class: 'bad', text: '✗', 'aria-label': 'failed' }) : el('span', { class: 'faint', text: '?', 'aria-label': 'undecided' }) }

function fillList() {
  var words = filterText.value.toLowerCase(), kind = filterKind.value
  var items = data.parts.filter(function (part) { return (!kind || String(part.valid) === kind) && part.name.toLowerCase().includes(words) })
  list.replaceChildren.apply(list, items.map(function (part) {
    return el('li', {}, [el('button', { 'aria-current': String(part === view.part), onclick: function () { show(part) } }, [
      sign(part.valid), el('span', { class: 'name', text: part.name }), el('span', { class: 'count', text: part.operations.call.length.toLocaleString('en') }),
    ])])
  }))
  if (!items.length) list.append(el('li', { class: 'faint', text: 'None.' }))
}

function show(part) {
  view.part = part
  view.ready = prepare(part)
  view.chosen = view.hover = -1
  heading.replaceChildren(sign(part.valid), ' ' + part.name)
  note.textContent = part.note
  var orders = view.ready.orders
  orderSelect.replaceChildren.apply(orderSelect, orders.map(function (order, k) {
    var what = part.valid === true ? 'linearization' : 'longest legal prefix ' + (k + 1) + ' of ' + orders.length
    var last = order.states.length ? order.states[order.states.length - 1] : part.initial
    return el('option', { value: k, text: what + ': ' + plural(order.operations.length, 'operation') + ', then ' + text(last) })
  }))
  if (part.omitted) orderSelect.append(el('option', { disabled: true, text: 'and ' + part.omitted + ' more, not kept' }))
  orderGroup.hidden = orders.length === 0
  onlyCoreLabel.hidden = !part.core
  failButton.hidden = part.failing === undefined
  onlyCore.checked = view.onlyCore = false
  spacer.style.height = '0'
  canvas.setAttribute('aria-label', part.note + ' Use the arrow keys to go through the operations.')
  fillCore()
  fillList()
  resize()
  chooseOrder(0)
  if (part.failing !== undefined && view.ready.n > 24) focusFailure()
  else fit()
}

function opButton(i) { return el('button', { text: opText(i), onclick: function () { choose(i, true) } }) }
function opText(i) { return processName(view.part.processes[view.part.operations.process[i]]) + '  ' + text(view.part.operations.text[i]) }

function fillCore() {
  var core = view.part.core
  coreCard.hidden = !core
  if (!core) return
  var title = plural(core.length, 'operation') + (core.length === 1 ? ' fails by itself' : ' that fail by themselves')
  coreCard.replaceChildren(el('h3', { text: title }), el('ul', {}, core.slice(0, 200).map(function (i) { return el('li', {}, [opButton(i)]) })))
}

function chooseOrder(k) {
  var orders = view.ready.orders
  if (!orders.length) { view.place = new Map(); view.pending = new Map(); stuck.hidden = true; update(); return }
  view.order = clamp(k, 0, orders.length - 1)
  orderSelect.value = String(view.order)
  orderBefore.disabled = view.order === 0
  orderAfter.disabled = view.order === orders.length - 1
  var order = orders[view.order], failing = view.part.failing
  view.place = pointsOf(view.ready, order)
  view.pending = new Map(order.pending.map(function (p) { return [p[0], p] }))
  stuck.hidden = view.part.valid === true
  var pending = order.pending.slice().sort(function (a, b) { return (b[0] === failing) - (a[0] === failing) || a[1] - b[1] })
  var last = order.states.length ? order.states[order.states.length - 1] : view.part.initial
  stuck.replaceChildren(el('h3', { text: 'After this prefix the state is ' + text(last) + '. What could come next:' }), el('ul', {}, pending.slice(0, 200).map(function (p) {
    return el('li', {}, [sign(p[1] ? 'unknown' : false), opButton(p[0]), el('span', { text: whyText(p) })])
  })))
  update()
}
function whyText(p) { return text(p[2]) }

/** All that is known of an operation, as pairs of words. */
function facts(i) {
  var part = view.part, o = part.operations, ready = view.ready, order = ready.orders[view.order]
  var span = ready.times.length ? ready.times[ready.times.length - 1] : 0
  var at = timeText(o.call[i] + part.start, part.unit, span) + ' – ' + timeText(o.return[i] === null ? null : o.return[i] + part.start, part.unit, span)
  var list = [['process', processName(part.processes[o.process[i]])], ['time', at]]
  var place = view.place.get(i)
  if (place) {
    var before = place.number ? order.states[place.number - 1] : part.initial
    list.push(['in this order', 'number ' + (place.number + 1) + ' of ' + order.operations.length])
    list.push(['state', text(before) === text(order.states[place.number]) ? text(before) + ', unchanged' : text(before) + '  ⇒  ' + text(order.states[place.number])])
  } else if (view.pending.has(i)) list.push([view.pending.get(i)[1] ? 'next?' : 'not next', whyText(view.pending.get(i))])
  else if (order) list.push(['in this order', o.return[i] === null ? 'left out: it need not have happened' : 'called after the failure'])
  if (ready.core.has(i)) list.push(['core', ready.core.size === 1 ? 'fails by itself' : 'one of the ' + ready.core.size + ' that fail by themselves'])
  if (i === part.failing) list.push(['✗', 'no legal order goes past its return'])
  return list
}
function factsNode(i) {
  return [el('div', {}, [el('strong', { text: text(view.part.operations.text[i]) })]), el('dl', {}, facts(i).flatMap(function (f) { return [el('dt', { text: f[0] }), el('dd', { text: f[1] })] }))]
}
function update() {
  if (view.chosen >= 0) detail.replaceChildren.apply(detail, [el('h3', { text: 'Operation' })].concat(factsNode(view.chosen)))
  else detail.replaceChildren(el('h3', { text: 'Operation' }), el('span', { class: 'faint', text: 'Point at an operation, or click one, to see the states around it.' }))
  draw()
}
function choose(i, reveal) {
  view.chosen = i
  if (reveal) {
    var a = X(view.ready.from[i]), b = X(view.ready.until[i]), width = size.width - GUTTER
    if (a < view.left || b > view.left + width / view.scale) { view.left = (a + Math.min(b, a + width / view.scale)) / 2 - width / view.scale / 2; limit() }
    var y = view.ready.lane[i] * LANE
    if (y < stage.scrollTop) stage.scrollTop = y - LANE
    else if (y + LANE + AXIS > stage.scrollTop + stage.clientHeight) stage.scrollTop = y + 2 * LANE + AXIS - stage.clientHeight
  }
  update()
}
`
