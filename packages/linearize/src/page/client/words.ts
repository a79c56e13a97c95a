/** Part of the page’s program: elements, numbers and times as text. */
export const WORDS = String.raw`function el(tag, props, children) {
  var node = document.createElement(tag)
  for (var name in props || {}) {
    if (name === 'text') node.textContent = props[name]
    else if (name.slice(0, 2) === 'on') node.addEventListener(name.slice(2), props[name])
    else if (props[name] !== undefined && props[name] !== false) node.setAttribute(name, props[name] === true ? '' : props[name])
  }
  ;(children || []).forEach(function (child) { if (child) node.append(child) })
  return node
}
function text(i) { return data.texts[i] }
function plural(n, word) { return n.toLocaleString('en') + ' ' + word + (n === 1 ? '' : 's') }
function clamp(x, low, high) { return Math.max(low, Math.min(high, x)) }
function processName(name) { return /^\d+$/.test(name) ? 'c' + name : name }
function timeText(t, unit, span) {
  if (t === null) return 'never returned'
  if (unit === 'position') return 'entry ' + t
  if (unit === 'own') return String(+t.toPrecision(12))
  var digits = clamp(Math.ceil(10.5 - Math.log10(Math.max(1, span))), 3, 9)
  return (t / 1e9).toFixed(digits) + ' s'
}
`
