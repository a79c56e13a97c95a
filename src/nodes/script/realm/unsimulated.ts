/** Modules that reach out of a simulation. They can be imported, since many packages import more than they use; a call ends the node. */

import { notSimulated } from './errors.ts'

/** A module of which only `given` is simulated; what else is called of it is refused by name. */
export function unsimulated<T extends object>(path: string, given: T, instead?: string): T {
  const get = (target: object, key: string | symbol, receiver: unknown): unknown => {
    if (Reflect.has(target, key)) return Reflect.get(target, key, receiver)
    // What the language and the bundler look at on any module.
    if (typeof key === 'symbol' || key === '__esModule' || key === 'then' || key === 'default' || key === 'toJSON')
      return undefined
    return refusal(`${path}.${key}`, instead)
  }
  // The bundler makes the namespace of an import from a module's own properties and its prototype: so unknown names are found there.
  const prototype = new Proxy({}, { get })
  return new Proxy<T>(given, { get, getPrototypeOf: () => prototype } as ProxyHandler<T>)
}

/** A function or class that says its name when it is used. Its own properties are alike, so that `class X extends http.Agent` loads. */
export function refusal(path: string, instead?: string): (...args: unknown[]) => never {
  const refuse = () => notSimulated(path, instead)
  // A class, because an arrow function can be neither constructed nor extended.
  return new Proxy(class {} as unknown as (...args: unknown[]) => never, {
    apply: refuse,
    construct: refuse,
    get(target, key) {
      if (typeof key === 'symbol' || key in target) return Reflect.get(target, key)
      return refusal(`${path}.${key}`, instead)
    },
  })
}
