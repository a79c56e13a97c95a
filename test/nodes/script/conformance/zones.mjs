// What a host's zone and language must not change; printed in UTC and American English by Node itself.
const log = (...args) => console.log(...args)
const attempt = fn => {
  try {
    return fn()
  } catch (error) {
    return [error.name, error instanceof Error]
  }
}

// Hours that do not exist, or exist twice, in New York and in Berlin
for (const day of ['2026-03-08', '2026-03-29', '2026-10-25', '2026-11-01', '1900-01-01']) {
  for (const time of ['T02:30:00', 'T02:30', 'T01:30:00.5', ' 02:30', ' 01:30:00 AM']) {
    log(day + time, Date.parse(day + time), new Date(day + time).toISOString())
  }
}
for (const text of [
  '5 August',
  '5 August 2026',
  '1 2026 Oct',
  '1 Oct 2026',
  'Oct 1, 2026',
  'October 1, 2026 10:00',
  'Sat, 1 Aug 2026 02:03:04',
  'Sat, 1 Aug 2026 02:03:04 GMT',
  'Sat Aug 01 2026 02:03:04 GMT+0200 (Central European Summer Time)',
  'Aug 1 2026 02:03 EST',
  'Aug 1 2026 02:03 pdt',
  'Aug 1 2026 02:03Z',
  'Aug 1 2026 02:03 UTC',
  'Aug 1 2026 02:03 -05',
  'Aug 1 2026 (a comment (in another)) 02:03',
  'Aug 1 2026 02:03 (PST)',
  'Aug 1 2026 02:03 (not closed',
  '02:30 2026-03-08',
  '02:30 8-Mar-2026',
  '2026-03-08 02:30-0500',
  '2026-03-08T02:30-05:00',
  '2026-03-08T02:30:00.000+0100',
  '2026',
  '2026-03',
  '2026-3',
  '2026-3-8',
  '2026/03/08',
  '3/8/2026 2:30',
  '3/8/2026, 2:30:00 AM',
  ' 2026-03-08',
  '2026-03-08 ',
  '+012026-03-08',
  '-000100-03-08T02:30',
  '2026-13',
  '2026-02-30',
  '2026-03-08T24:00',
  '2026-03-08T25:00',
  '12',
  '0',
  'August',
  'EST 8 Mar 2026',
  '',
]) {
  // In text without a year, Node takes 2001.
  log(JSON.stringify(text), Date.parse(text), new Date(text).getTime())
}

const date = new Date(Date.UTC(2026, 2, 8, 2, 30))
log(date.getYear(), new Date(0).getYear(), new Date(Number.NaN).getYear())
for (const year of [99, 0, 100, 2024, -1, '97', 12.7, Number.NaN, undefined]) log(new Date(date).setYear(year))
log(new Date(Number.NaN).setYear(2000), new Date(Date.UTC(2026, 0, 1)).setYear(70))

// Languages
const many = [undefined, [], {}, 'de-DE', ['de-DE', 'en-GB'], 'xx', ['xx', 'fr'], new Intl.Locale('de')]
for (const locale of many) {
  log(
    date.toLocaleString(locale),
    date.toLocaleDateString(locale, { month: 'long', day: 'numeric' }),
    date.toLocaleTimeString(locale, { timeZone: undefined }),
    date.toLocaleTimeString(locale, { timeZone: 'Asia/Tokyo', hour: 'numeric' }),
    (1234567.891).toLocaleString(locale),
    12345678n.toLocaleString(locale),
    'Ii'.toLocaleLowerCase(locale),
    'Ii'.toLocaleUpperCase(locale),
    ['z', 'ä', 'a'].sort((a, b) => a.localeCompare(b, locale)).join(''),
    new Intl.NumberFormat(locale, { style: 'currency', currency: 'EUR' }).format(1234.5),
    new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'long' }).format(date),
    new Intl.DateTimeFormat(locale, { timeZone: undefined }).resolvedOptions().timeZone,
    new Intl.DisplayNames(locale, { type: 'region' }).of('DE'),
    new Intl.PluralRules(locale, { type: 'ordinal' }).select(2),
    new Intl.ListFormat(locale).format(['a', 'b', 'c']),
    new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(-1, 'day'),
    new Intl.Collator(locale).resolvedOptions().locale,
    [...new Intl.Segmenter(locale, { granularity: 'word' }).segment('a b')].length,
  )
}
log(
  attempt(() => date.toLocaleString(null)),
  attempt(() => 'a'.localeCompare('b', null)),
  attempt(() => (1).toLocaleString('not a locale')),
  attempt(() => new Intl.DisplayNames()),
  attempt(() => new Intl.DisplayNames('en')),
  attempt(() => Intl.DisplayNames('en', { type: 'region' })),
  attempt(() => Intl.PluralRules('en')),
  attempt(() => new Intl.DateTimeFormat('en', null)),
  attempt(() => new Intl.DateTimeFormat('en', { timeZone: 'Nowhere' })),
)
log(
  Intl.NumberFormat([]).format(1.5),
  Intl.DateTimeFormat().resolvedOptions().timeZone,
  Intl.DisplayNames.name,
  new Intl.DisplayNames([], { type: 'language' }) instanceof Intl.DisplayNames,
  new Intl.DateTimeFormat(undefined, Object.create({ year: 'numeric' })).format(date),
  [1234.5, date].toLocaleString(),
  new Float64Array([1234.5]).toLocaleString(),
)
