/** What it means that a verdict is unknown. */

export const UNKNOWN_VERDICT =
  'A run that shows nothing is not green. Its verdict is unknown, with the reason, when no operation succeeded, when a function of the workload never succeeded, when the faults hit nothing (no message lost, no node killed), when the run was cut short, or when a checker ran out of time or could make nothing of an operation. A matcher then fails, with and without `.not`. Give the run more time, a higher rate, or a shorter `nemesisInterval`; where faults may rightly hit nothing, set `faultsMustHit: false`.'
