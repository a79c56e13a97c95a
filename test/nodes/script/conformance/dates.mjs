// Dates in UTC, whatever zone the host is in.
const log = (...args) => console.log(...args)
const date = new Date(2024, 1, 29, 13, 14, 15, 16)
log(
  date.toISOString(),
  date.toString(),
  date.getHours(),
  date.getDay(),
  date.getTimezoneOffset(),
  String(new Date(NaN)),
)
log(
  date.toLocaleString(),
  date.toLocaleDateString('de-DE'),
  date.toLocaleTimeString(),
  date.toDateString(),
  date.toTimeString(),
  date.toUTCString(),
  date.toJSON(),
)
for (const text of [
  '2024-01-02',
  '2024-01-02T03:04:05',
  '2024-01-02T03:04:05Z',
  '2024-01-02T03:04:05+02:00',
  'Jan 2, 2024',
  'Tue, 02 Jan 2024 03:04:05 GMT',
  '2024-07-02 03:04',
  'nonsense',
]) {
  log(text, Date.parse(text), new Date(text).getTime())
}
date.setHours(1, 2, 3, 4)
date.setDate(31)
date.setFullYear(2023)
log(date.toISOString(), date.valueOf(), +date, date - new Date(0), `${date}`, date[Symbol.toPrimitive]('number'))
log(
  new Date(date).getTime() === date.getTime(),
  new Date(0) instanceof Date,
  Date.name,
  Date.length,
  Date.UTC(2020, 0),
  typeof Date(),
  new Date(2020).getTime(),
  new Date('5').getFullYear(),
)
class Stamp extends Date {
  hello() {
    return 'hello'
  }
}
log(
  new Stamp(5).hello(),
  new Stamp(5) instanceof Date,
  new Stamp(5).constructor.name,
  Object.prototype.toString.call(new Date()),
  new Date(1, 2).getFullYear(),
  new Date(8.64e15 + 1).getTime(),
)
log(
  new Date(undefined).getTime(),
  new Date(null).getTime(),
  new Date({ valueOf: () => 7 }).getTime(),
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'long' }).format(new Date(0)),
)
const before = Date.now()
await new Promise(resolve => setTimeout(resolve, 30))
const passed = Date.now() - before
log(
  passed >= 29 && passed < 3000,
  performance.now() > 0,
  performance.timeOrigin > 1e12,
  process.hrtime().length,
  typeof process.hrtime.bigint(),
  process.uptime() > 0,
)
