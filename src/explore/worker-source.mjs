// The thread of `explore()` in a clone, which has no build: the source runs, through tsx. Node 20 does not take `--import tsx` for a thread's first file.
import { register } from 'tsx/esm/api'

register()
await import('./worker.ts')
