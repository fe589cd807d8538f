import { isError, validateDefinition } from '../../lib/asl';
import { bench } from '../engine/harness';

const output = (expression: string): string =>
  JSON.stringify({
    QueryLanguage: 'JSONata',
    StartAt: 'A',
    States: { A: { Type: 'Pass', Output: `{% ${expression} %}`, End: true } },
  });
const parameters = (path: string): string =>
  JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Pass', Parameters: { 'a.$': path }, End: true } } });
const around = (count: number, open: string, close: string, inside: string): string =>
  open.repeat(count) + inside + close.repeat(count);

const groups = (depth: number): object => {
  let state: object = { Type: 'Pass', End: true };
  for (let level = 0; level < depth; level++) {
    const name = `S${level}`;
    state = { Type: 'Parallel', Branches: [{ StartAt: name, States: { [name]: state } }], End: true };
  }
  return { StartAt: 'A', States: { A: state } };
};

const REFUSED: readonly (readonly [string, string, string])[] = [
  ['brackets in brackets', output(around(50_000, '(', ')', '1')), 'INVALID_JSONATA_EXPRESSION'],
  ['a sum of many', output(Array(100_000).fill('1').join('+')), 'INVALID_JSONATA_EXPRESSION'],
  ['a long path', output(`$states${'.a'.repeat(200_000)}`), 'INVALID_JSONATA_EXPRESSION'],
  ['Parallels in Parallels', JSON.stringify(groups(200)), 'TOO_DEEPLY_NESTED'],
  ['filters in filters', parameters(`$[?${around(50_000, '(', ')', '@.a')}]`), 'SCHEMA_VALIDATION_FAILED'],
  ['calls in calls', parameters(around(5_000, 'States.Array(', ')', '')), 'SCHEMA_VALIDATION_FAILED'],
  ['objects in objects', around(5_000, '{"a":', '}', '1'), 'INVALID_JSON_DESCRIPTION'],
];

test.each(REFUSED)('%s', (_, text, code) => {
  expect(validateDefinition(text).filter(isError)[0]?.code).toBe(code);
});

const TAKEN: readonly (readonly [string, string])[] = [
  ['a list of many', output(`[${Array(150_000).fill('1').join(',')}]`)],
  ['functions in functions', output(around(3_000, 'function($x){', '}', '1'))],
  ['a long path', parameters(`$${'.a'.repeat(100_000)}`)],
  ['Parallels in Parallels, as deep as they may', JSON.stringify(groups(50))],
];

test.each(TAKEN)('%s', (_, text) => {
  expect(validateDefinition(text)).toEqual([]);
  expect(() => bench().engine.prepare(text)).not.toThrow();
});
