// Lists of numbers that grow: what a history is read into before anybody knows how long it will be.

/** A growing list of 32-bit integers. */
export class Integers {
  #data: Int32Array
  length = 0

  /** @param expected how many there will be, as far as anybody knows: growing costs memory */
  constructor(expected = 1024) {
    this.#data = new Int32Array(Math.max(16, expected))
  }

  push(value: number): void {
    if (this.length === this.#data.length) {
      const longer = new Int32Array(this.#data.length * 2)
      longer.set(this.#data)
      this.#data = longer
    }
    this.#data[this.length++] = value
  }

  at(index: number): number {
    return this.#data[index]!
  }

  set(index: number, value: number): void {
    this.#data[index] = value
  }

  /** The list as it stands; what is pushed later is not in it. */
  get values(): Int32Array {
    return this.#data.subarray(0, this.length)
  }
}

/** A growing list of numbers of any size. */
export class Numbers {
  #data: Float64Array
  length = 0

  constructor(expected = 1024) {
    this.#data = new Float64Array(Math.max(16, expected))
  }

  push(value: number): void {
    if (this.length === this.#data.length) {
      const longer = new Float64Array(this.#data.length * 2)
      longer.set(this.#data)
      this.#data = longer
    }
    this.#data[this.length++] = value
  }

  at(index: number): number {
    return this.#data[index]!
  }

  get values(): Float64Array {
    return this.#data.subarray(0, this.length)
  }
}
