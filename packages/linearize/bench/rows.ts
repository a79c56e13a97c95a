/** The rows of the table: those of the reference, by the same names. */
import { recordings } from '../test/recorded.ts'
import type { Recipe } from './generate.ts'

export interface Row {
  readonly name: string
  /** What to generate, or which recordings of test/cases to read. */
  readonly recipe?: Recipe
  readonly files?: readonly string[]
  /** Milliseconds and megabytes that the reference measured: the prototype's, and Porcupine's. */
  readonly prototype: string
  readonly porcupine: string
  readonly rounds: number
}

const keys10 = { clients: 10, keys: 10, values: 5, seed: 1 }
const key1 = { keys: 1, values: 5, seed: 1 }

export const rows: readonly Row[] = [
  {
    name: '10 keys, 1,000 ops, 10 clients',
    recipe: { ...keys10, operations: 1000 },
    prototype: '1.2 / 46',
    porcupine: '1.5 / 6',
    rounds: 15,
  },
  {
    name: '10 keys, 10,000 ops, 10 clients',
    recipe: { ...keys10, operations: 10_000 },
    prototype: '8 / 60',
    porcupine: '35 / 14',
    rounds: 15,
  },
  {
    name: '10 keys, 100,000 ops, 10 clients',
    recipe: { ...keys10, operations: 100_000 },
    prototype: '25 / 121',
    porcupine: '279 / 141',
    rounds: 7,
  },
  {
    name: '10 keys, 1,000,000 ops, 10 clients',
    recipe: { ...keys10, operations: 1_000_000 },
    prototype: '295-358 / 482',
    porcupine: '4060-5160 / 7770',
    rounds: 3,
  },
  {
    name: '10 keys, 1,000,000 ops, 50 clients',
    recipe: { ...keys10, clients: 50, operations: 1_000_000 },
    prototype: '571-590 / 482',
    porcupine: '7900 and more / 10900',
    rounds: 3,
  },
  {
    name: '1 key, 1,000 ops, 50 clients',
    recipe: { ...key1, clients: 50, operations: 1000 },
    prototype: '58 / 59',
    porcupine: '1750 / 267',
    rounds: 7,
  },
  {
    name: '1 key, 1,000 ops, 50 clients, crashes',
    recipe: { ...key1, clients: 50, operations: 1000, crashes: 0.03 },
    prototype: '88 / 65',
    porcupine: 'gave up at 20 s / 1508',
    rounds: 7,
  },
  {
    name: '1 key, 10,000 ops, 20 clients, a fault',
    recipe: { ...key1, clients: 20, operations: 10_000, fault: true },
    prototype: '287 / 105',
    porcupine: '14864 / 4600',
    rounds: 5,
  },
  {
    name: '1 key, 100,000 ops, 10 clients',
    recipe: { ...key1, clients: 10, operations: 100_000 },
    prototype: '67 / 136',
    porcupine: '1773 / 1706',
    rounds: 5,
  },
  {
    name: '1 key, 100,000 ops, 50 clients',
    recipe: { ...key1, clients: 50, operations: 100_000 },
    prototype: '8632 / 209',
    porcupine: 'gave up / 7255',
    rounds: 1,
  },
  {
    name: '1 key, 1,000,000 ops, 5 clients',
    recipe: { ...key1, clients: 5, operations: 1_000_000 },
    prototype: '435 / 442',
    porcupine: 'out of memory at 16 GB',
    rounds: 3,
  },
  {
    name: 'unique values, 100,000 ops, 50 clients',
    recipe: { keys: 1, values: 0, clients: 50, operations: 100_000, seed: 1 },
    prototype: '45 / 137',
    porcupine: 'gave up / 5550',
    rounds: 5,
  },
  {
    name: 'unique values, 100,000 ops, a fault',
    recipe: { keys: 1, values: 0, clients: 50, operations: 100_000, seed: 1, fault: true },
    prototype: '-',
    porcupine: '-',
    rounds: 5,
  },
  {
    name: '1 key, 500 ops, 10 clients',
    recipe: { ...key1, clients: 10, operations: 500 },
    prototype: '-',
    porcupine: '-',
    rounds: 15,
  },
  {
    name: '1 key, 500 ops, 10 clients, crashes',
    recipe: { ...key1, clients: 10, operations: 500, crashes: 0.05 },
    prototype: '-',
    porcupine: '-',
    rounds: 15,
  },
  {
    name: '1 key, 500 ops, 10 clients, a fault',
    recipe: { ...key1, clients: 10, operations: 500, fault: true },
    prototype: '-',
    porcupine: '-',
    rounds: 15,
  },
  {
    name: 'all etcd logs here (50), sum',
    files: recordings.filter(name => name.startsWith('etcd')),
    prototype: '33 (103 logs)',
    porcupine: '678 (103 logs)',
    rounds: 9,
  },
  {
    name: 'append key-value file, 50 clients, ok',
    files: ['c50-ok.txt'],
    prototype: '171',
    porcupine: '280',
    rounds: 7,
  },
  {
    name: 'append key-value file, 50 clients, bad',
    files: ['c50-bad.txt'],
    prototype: '28',
    porcupine: '17',
    rounds: 7,
  },
  { name: 'append key-value file, 10 clients, bad', files: ['c10-bad.txt'], prototype: '-', porcupine: '-', rounds: 9 },
]
