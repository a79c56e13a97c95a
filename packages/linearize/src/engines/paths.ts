/**
 * How configurations were reached: a tree of steps in flat arrays, shared by all configurations. Kept only when somebody will want to know. What a
 * path leaves out (pure operations taken at once, hidden writes) follows from it: see replay.ts.
 */

/** The path of the initial configuration. */
export const ROOT = -1

export class Paths {
  readonly on: boolean
  private parents = new Int32Array(0)
  /** An operation; `-1 - class` for any crashed operation of that class. */
  private steps = new Int32Array(0)
  /** Position of the return event before which the step was taken. */
  private positions = new Int32Array(0)
  private length = 0
  private collectAt = 1 << 20

  constructor(on: boolean) {
    this.on = on
  }

  get bytes(): number {
    return this.parents.byteLength * 3
  }

  add(parent: number, step: number, position: number): number {
    if (!this.on) return ROOT
    if (this.length === this.parents.length) this.resize(Math.max(256, this.length * 2))
    this.parents[this.length] = parent
    this.steps[this.length] = step
    this.positions[this.length] = position
    return this.length++
  }

  /** The steps of a path, first one first. */
  steppedTo(path: number): { step: number; position: number }[] {
    const steps: { step: number; position: number }[] = []
    for (let at = path; at >= 0; at = this.parents[at]!) {
      steps.push({ step: this.steps[at]!, position: this.positions[at]! })
    }
    return steps.reverse()
  }

  /** Forgets what no row of the given blocks leads back to, once there is enough of it, and updates the rows. */
  collect(blocks: readonly { data: Int32Array; length: number }[], stride: number, column: number): void {
    if (this.length < this.collectAt) return
    const kept = new Int32Array(this.length)
    for (const { data, length } of blocks) {
      for (let row = 0; row < length; row++) {
        for (let at = data[row * stride + column]!; at >= 0 && kept[at] === 0; at = this.parents[at]!) kept[at] = 1
      }
    }
    // Parents precede children, so that one pass renames them all.
    let count = 0
    for (let at = 0; at < this.length; at++) {
      if (kept[at] === 0) continue
      const parent = this.parents[at]!
      this.parents[count] = parent < 0 ? parent : kept[parent]!
      this.steps[count] = this.steps[at]!
      this.positions[count] = this.positions[at]!
      kept[at] = count++
    }
    for (const { data, length } of blocks) {
      for (let row = 0; row < length; row++) {
        const at = row * stride + column
        if (data[at]! >= 0) data[at] = kept[data[at]!]!
      }
    }
    this.length = count
    this.collectAt = Math.max(1 << 20, count * 2)
  }

  private resize(capacity: number): void {
    for (const name of ['parents', 'steps', 'positions'] as const) {
      const array = new Int32Array(capacity)
      array.set(this[name])
      this[name] = array
    }
  }
}
