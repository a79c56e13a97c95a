/** node:stream: the npm package readable-stream, which is Node's, on this realm's Buffer and ticks. */

import stream from 'readable-stream'

export default stream as unknown as typeof import('node:stream')
