// The given cases, as data for the tests.

import { readFileSync } from 'node:fs'
import type { Operation } from '../src/history.ts'

export interface Case {
  readonly id: string
  readonly checker: string
  readonly options: Record<string, unknown>
  readonly history: Operation[]
  readonly exact?: boolean
  readonly args?: string[]
  readonly edges?: [number, number, string][]
  readonly graph?: Record<string, number[]>
  readonly expect: Record<string, unknown> & {
    valid?: boolean | 'unknown'
    anomalies?: string[]
    notModels?: string[]
    alsoNot?: string[]
    counts?: Record<string, number>
    cycles?: Record<string, { ops: number[]; steps: string[] }[]>
    details?: Record<string, Record<string, unknown>[]>
    throws?: unknown
  }
}

function load(name: string): Case[] {
  const lines = readFileSync(new URL(`cases/${name}.jsonl`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
  return lines.map(line => JSON.parse(line) as Case)
}

export const upstream = load('upstream')
export const generated = load('generated')
export const casesOf = (checker: string): Case[] => [...upstream, ...generated].filter(c => c.checker === checker)
