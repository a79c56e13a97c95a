/** URL and URLSearchParams: the host's, with errors of this realm. */

import { lift, localError } from './errors.ts'
import { process } from './process.ts'

const { url, path } = bridge.host

export class URL extends url.URL {
  constructor(input: string, ...base: [string?]) {
    try {
      super(input, ...base)
    } catch (error) {
      throw localError(error)
    }
  }
}
const { get, set } = Object.getOwnPropertyDescriptor(url.URL.prototype, 'href') as Required<PropertyDescriptor>
Object.defineProperty(URL.prototype, 'href', { get, set: lift(set), enumerable: true, configurable: true })
// Newer versions of Node have it; it makes a URL of the host.
if ('parse' in url.URL) {
  const parse = (input: string, base?: string): URL | null =>
    url.URL.canParse(input, base) ? new URL(input, base) : null
  Object.defineProperty(URL, 'parse', { value: parse, writable: true, configurable: true })
}

type Params = typeof url.URLSearchParams
/** Those of a URL are made by the host, so this is the same class. */
export const URLSearchParams: Params = new Proxy<Params>(url.URLSearchParams, {
  construct(target, args, by): object {
    try {
      return Reflect.construct(target, args, by === URLSearchParams ? target : by)
    } catch (error) {
      throw localError(error)
    }
  },
})

const hrefOf = lift((file: string) => url.pathToFileURL(path.resolve(process.cwd(), file)).href)
export const pathToFileURL = (file: string): URL => new URL(hrefOf(file))
