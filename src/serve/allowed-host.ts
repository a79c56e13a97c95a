/**
 * Which names a browser may know this server by. A page elsewhere can make its own name lead here (DNS rebinding) and would then be allowed to read what is
 * served; its name gives it away. Addresses cannot be rebound.
 */

import { isIP } from 'node:net'

/** `header` is the `Host` of a request, `host` what the server was told to listen on. */
export function isAllowedHost(header: string | undefined, host: string): boolean {
  if (header === undefined) return false
  const name = /^(\[[\da-f:.]+\]|[^:]+)(:\d+)?$/i.exec(header)?.[1]?.toLowerCase()
  if (name === undefined) return false
  const plain = name.replace(/^\[|\]$/g, '')
  return isIP(plain) !== 0 || plain === 'localhost' || plain.endsWith('.localhost') || plain === host.toLowerCase()
}
