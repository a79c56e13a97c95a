import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MILLISECOND, SECOND } from '../../src/time/clock.ts'
import { EventQueue } from '../../src/time/event-queue.ts'
import { RealClock } from '../../src/time/real-clock.ts'
import { StalledSimulationError, VirtualClock } from '../../src/time/virtual-clock.ts'

/** Lets so much time of a clock pass. */
const pass = (clock: VirtualClock, time: number) =>
  clock.drive(
    new Promise<void>(resolve => {
      clock.after(time, () => {
        clock.settle()
        resolve()
      })
    }),
  )

describe('virtual time', () => {
  it('jumps from event to event: an hour costs nothing', async () => {
    const clock = new VirtualClock()
    const began = performance.now()
    await pass(clock, 3600 * SECOND)
    expect(clock.now()).toBe(3600 * SECOND)
    expect(performance.now() - began).toBeLessThan(1000)
  })

  it('runs actions in the order of their times, then in that in which they were asked for', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(5), { maxLength: 30 }), async delays => {
        const clock = new VirtualClock()
        const ran: [number, number][] = []
        for (const [i, delay] of delays.entries()) clock.after(delay, () => ran.push([clock.now(), i]))
        await pass(clock, 10)
        const expected = delays.map((delay, i) => [delay, i] as const).toSorted(([a, i], [b, j]) => a - b || i - j)
        expect(ran).toEqual(expected)
      }),
    )
  })

  it('is never early: whoever would ask again for the rest of a nanosecond would ask for ever', async () => {
    const clock = new VirtualClock()
    const at: number[] = []
    for (const delay of [0.1, 0.5, 0.9, 1.4, -1]) clock.after(delay, () => at.push(clock.now()))
    await pass(clock, 5)
    expect(at).toEqual([0, 1, 1, 1, 2])
  })

  it('does not run what was cancelled', async () => {
    const clock = new VirtualClock()
    let ran = 0
    const timers = Array.from({ length: 5000 }, () => clock.after(1000, () => ran++))
    for (const [i, timer] of timers.entries()) if (i % 10 > 0) timer.cancel()
    timers[1]!.cancel()
    await pass(clock, 2000)
    timers[0]!.cancel()
    expect(ran).toBe(500)
  })

  it('waits with the next event until the promises of the last one have drained', async () => {
    const clock = new VirtualClock()
    const seen: string[] = []
    clock.after(1, () => {
      clock.settle()
      void (async () => {
        for (let i = 0; i < 20; i++) await null
        seen.push('promises')
      })()
    })
    clock.after(2, () => seen.push('next event'))
    await pass(clock, 3)
    expect(seen).toEqual(['promises', 'next event'])
  })

  it('says so when nothing is left to happen and the run is not over', async () => {
    await expect(new VirtualClock().drive(new Promise(() => {}))).rejects.toThrow(StalledSimulationError)
  })
})

describe('the event queue', () => {
  it('agrees with a sorted list, whatever is added, cancelled and taken', () => {
    const commands = fc.array(
      fc.oneof(fc.record({ add: fc.nat(20) }), fc.record({ cancel: fc.nat(50) }), fc.constant('pop' as const)),
      { maxLength: 200 },
    )
    fc.assert(
      fc.property(commands, sequence => {
        const queue = new EventQueue()
        const entries: { at: number; order: number; timer: { cancel(): void } }[] = []
        let waiting: typeof entries = []
        for (const command of sequence) {
          if (command === 'pop') {
            const first = waiting.toSorted((a, b) => a.at - b.at || a.order - b.order)[0]
            const popped = queue.pop()
            expect(popped?.order).toBe(first?.order)
            if (popped !== undefined) popped.action = undefined
            waiting = waiting.filter(entry => entry !== first)
          } else if ('add' in command) {
            const timer = queue.add(command.add, () => {})
            const entry = { at: command.add, order: timer.order, timer }
            entries.push(entry)
            waiting.push(entry)
          } else {
            const entry = entries[command.cancel]
            entry?.timer.cancel()
            waiting = waiting.filter(other => other !== entry)
          }
        }
      }),
    )
  })
})

describe('real time', () => {
  it('waits at least as long as it is asked to, keeps the order, and drops everything when stopped', async () => {
    const clock = new RealClock()
    const ran: string[] = []
    const began = clock.now()
    clock.after(1000 * SECOND, () => ran.push('never'))
    clock.after(30 * MILLISECOND, () => ran.push('b'))
    clock.after(0, () => ran.push('a'))
    clock.after(5 * MILLISECOND, () => ran.push('cancelled')).cancel()
    await new Promise<void>(resolve => clock.after(40 * MILLISECOND, resolve))
    expect(clock.now() - began).toBeGreaterThanOrEqual(40 * MILLISECOND)
    expect(ran).toEqual(['a', 'b'])
    clock.after(1, () => ran.push('stopped'))
    clock.stop()
    await new Promise(resolve => setTimeout(resolve, 20))
    expect(ran).toEqual(['a', 'b'])
  })
})
