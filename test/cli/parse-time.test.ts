import { parseTime } from '../../lib/cli/operator/parse-time';

const NOW = Date.parse('2028-03-01T00:30:00.000Z');
const parse = (text: string): string => parseTime(text, '--at', NOW);

/** Whatever the machine's zone is. */
test.each([
  ['2026-11-24', '2026-11-24T00:00:00.000Z'],
  ['2028-02-29', '2028-02-29T00:00:00.000Z'],
  // As tables print it.
  ['2026-11-24 10:00:00', '2026-11-24T10:00:00.000Z'],
  ['2026-11-24T10:00', '2026-11-24T10:00:00.000Z'],
  ['2026-11-24T10:00:00.123Z', '2026-11-24T10:00:00.123Z'],
  ['2026-11-24T10:00:00+01:00', '2026-11-24T09:00:00.000Z'],
  ['90s', '2028-03-01T00:28:30.000Z'],
  ['1h', '2028-02-29T23:30:00.000Z'],
  ['2d', '2028-02-28T00:30:00.000Z'],
])('%s is %s', (text, expected) => expect(parse(text)).toBe(expected));

test.each([
  'yesterday',
  '2026-99-99',
  '2027-02-29',
  '2026-04-31T10:00:00Z',
  '2026-11-24T25:00',
  '10:00',
  '4w',
  '',
])("'%s' is no time", (text) => expect(() => parse(text)).toThrow(`--at '${text}' is no time: use ISO 8601`));
