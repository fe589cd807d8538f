import { parseSync } from '@swc/core';
import { type Node, nodesOf, sourceFiles, treeOf } from './source-files';

/**
 * Jest's configurations hold the only time limits, which catch what hangs: a limit of a test's own fails on a machine that
 * is busy with something else. Nor does a test measure how long something took: durations belong in `bench`.
 */
const TAKES_A_LIMIT = /^(test|it|beforeAll|beforeEach|afterAll|afterEach)$/;
const STOPWATCHES = ['jest.setTimeout', 'performance.now', 'process.hrtime', 'console.time'];

const limitsIn = (tree: Node): readonly string[] =>
  nodesOf(tree).flatMap((node) => {
    if (node.type === 'MemberExpression') {
      const name = nameOf(node);
      return STOPWATCHES.includes(name) ? [name] : [];
    }
    if (node.type !== 'CallExpression') return [];
    // `test`, `test.only`, `test.each(table)`
    const [name = ''] = nameOf(node.callee as Node).split('.');
    const last = ((node.arguments ?? []) as readonly { readonly expression: Node }[]).at(-1)?.expression;
    return TAKES_A_LIMIT.test(name) && last?.type === 'NumericLiteral' ? [`${name} with a limit`] : [];
  });

const nameOf = (node: Node): string => {
  if (node.type === 'CallExpression') return nameOf(node.callee as Node);
  if (node.type !== 'MemberExpression') return String(node.value ?? '');
  return `${nameOf(node.object as Node)}.${(node.property as Node).value}`;
};

test.each(sourceFiles('test'))('%s has no limit and no stopwatch', (file) => {
  expect(limitsIn(treeOf(file))).toEqual([]);
});

test.each([
  ['jest.setTimeout(1)', 'jest.setTimeout'],
  ['const a = performance.now()', 'performance.now'],
  ['const a = process.hrtime.bigint()', 'process.hrtime'],
  ["test('a', () => {}, 60_000)", 'test with a limit'],
  ["test.only('a', () => {}, 60_000)", 'test with a limit'],
  ["it.each([1])('a', () => {}, 5)", 'it with a limit'],
  ['beforeAll(() => {}, 5)', 'beforeAll with a limit'],
])('%s is seen', (source, found) => {
  expect(limitsIn(parseSync(source, { syntax: 'typescript' }) as unknown as Node)).toEqual([found]);
});

test.each([
  "test('a', () => {})",
  "test.each([1, 2])('a', () => {})",
  'each([1], 5)',
])('%s is none', (source) =>
  expect(limitsIn(parseSync(source, { syntax: 'typescript' }) as unknown as Node)).toEqual([]));
