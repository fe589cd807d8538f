import { renderRecords } from '../../lib/cli/render-records';
import type { RecordRow } from '../../lib/operations';

const row = (type: string, id: string, more: object = {}): RecordRow => ({
  type,
  id,
  version: 1,
  writtenBy: `shop/${id}/place-order`,
  pending: null,
  ...more,
});
const shown = (
  records: readonly RecordRow[],
  next: string | null = null,
  columns?: number,
): readonly string[] => renderRecords({ records, next }, { color: false, columns }).split('\n');
const cells = (line: string | undefined): readonly string[] => (line ?? '').trim().split(/ {2,}/);

it('records stand in a table a type, by id, status first of what is their own', () => {
  const lines = shown([
    row('order', '2', { customer: 'bob', status: 'PAID' }),
    row('charge', '1', { amount: 4.5, pending: { saga: 'shop/7', step: 'pay' } }),
    row('order', '1', { customer: 'ada', status: 'PLACED', express: true }),
  ]);
  expect(lines.map(cells)).toEqual([
    ['charge', 'version', 'pending', 'amount'],
    ['1', '1', 'shop/7/pay', '4.5'],
    [''],
    ['order', 'version', 'pending', 'status', 'customer', 'express'],
    ['1', '1', 'PLACED', 'ada', 'true'],
    ['2', '1', 'PAID', 'bob'],
    [''],
  ]);
});

it('nested values are JSON, long ones are cut, and none moves the cursor', () => {
  const text = shown([
    row('order', '1', {
      lines: [{ sku: 'chair' }],
      note: 'n'.repeat(100),
      sly: 'a\u001b[2Jb\nc\u009b',
      nothing: null,
    }),
  ]).join('\n');
  expect(text).toContain('[{"sku":"chair"}]');
  expect(text).toContain(` ${'n'.repeat(39)}…`);
  expect(text).toContain('"a\\u001b[2Jb\\nc?"');
  expect(text).toContain('null');
  expect(text.split('\n').join('')).not.toMatch(/\p{Cc}/u);
});

it.each([undefined, 60, 80, 200])('no line is wider than 80, in a terminal of %s columns', (columns) => {
  const wide = Object.fromEntries(
    ['a', 'b', 'c', 'd', 'e'].map((name) => [name.repeat(50), name.repeat(200)]),
  );
  const lines = shown([row('order', 'i'.repeat(128), wide), row('order', '2', wide)], 'token', columns);
  expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(80);
  expect(lines.join('\n')).toContain(`${'e'.repeat(39)}…`);
});

it('that there are none, and that there may be more, is said in a line', () => {
  expect(shown([])).toEqual(['no records', '']);
  expect(shown([], 'b3JkZXI')).toEqual([
    'no records among those looked at',
    '',
    'there may be more: go on with --next b3JkZXI',
    '',
  ]);
  expect(shown([row('order', '1')], 'b3JkZXI').at(-2)).toBe('there may be more: go on with --next b3JkZXI');
});
