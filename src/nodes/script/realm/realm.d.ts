/** The wrapper's parameter: modules of the realm find their host by this name. */
declare const bridge: import('./bridge.ts').Bridge

/** Publishes no types; its exports are those of node:stream. */
declare module 'readable-stream'
