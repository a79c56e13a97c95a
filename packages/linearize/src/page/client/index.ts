/**
 * The program of the page, as text: it runs in a browser and nowhere else, without a build step in between. Draws on a canvas, so that ten
 * thousand operations are no burden; all that it tells of an operation also stands in the document, for keyboards and screen readers.
 *
 * The horizontal unit is the rank of an event (a call or a return) in the order of time. Distances on the screen follow ranks, or the clock.
 * The parts share one scope, and none of them contains a backtick.
 */
import { DOCUMENT } from './document.ts'
import { DRAWING } from './drawing.ts'
import { INPUT } from './input.ts'
import { LANES } from './lanes.ts'
import { SCALE } from './scale.ts'
import { WORDS } from './words.ts'

export const CLIENT = `(function () {
'use strict'
var root = document.currentScript.parentElement
var data = JSON.parse(root.querySelector('script[type="application/json"]').textContent)
var LANE = 30, BAR = 20, AXIS = 24, GUTTER = 64

${WORDS}
${LANES}
${DOCUMENT}
${SCALE}
${DRAWING}
${INPUT}
readColors()
if (data.parts.length) show(data.parts[0])
else note.textContent = 'There are no operations.'
root.dataset.ready = 'true'
})()`
