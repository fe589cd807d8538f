import { parseSync } from '@swc/core';
import { type Node, nodesOf, sourceFiles, treeOf } from './source-files';

/**
 * Where time, chance, the environment and the console come in. Everywhere else they are injected, or a test could not
 * hold them still. A new file here needs a reason of its own: the purpose is the key.
 */
const EDGES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'Date.now': {
    'lib/engine/real-clock.ts': 'the engine in real time',
    'lib/engine/jumping-clock.ts': 'real time, and what was jumped over',
    'lib/runtime/system-clock.ts': 'handlers',
  },
  setTimeout: {
    'lib/engine/real-clock.ts': 'the engine in real time',
    'lib/engine/jumping-clock.ts': 'what runs meanwhile in real time',
    'lib/runtime/system-clock.ts': 'handlers',
  },
  'Math.random': {
    'lib/runtime/random.ts': 'handlers',
  },
  'process.env': {
    'bin/app.ts': 'the CDK app',
    'lib/runtime/env.ts': 'handlers',
  },
  console: {
    'lib/runtime/logger.ts': 'handlers',
  },
};

/** Other ways to the same: nobody needs them. */
const NEVER = ['new Date()', 'Date()', 'performance.now', 'setInterval', 'process.hrtime'];

const MEMBERS = ['Date.now', 'Math.random', 'process.env', 'performance.now', 'process.hrtime'];
const CALLS = ['setTimeout', 'setInterval'];

/** The uses in a tree, by the names above. */
const usesIn = (tree: Node): readonly string[] => nodesOf(tree).flatMap(useOf);

const useOf = (node: Node): readonly string[] => {
  if (node.type === 'MemberExpression') {
    const { object, property } = node as { readonly object?: Node; readonly property?: Node };
    if (object?.type !== 'Identifier') return [];
    if (object.value === 'console') return ['console'];
    const member = `${object.value}.${property?.value}`;
    return MEMBERS.includes(member) ? [member] : [];
  }
  const callee = node.callee as Node | undefined;
  if (callee?.type !== 'Identifier') return [];
  const empty = ((node.arguments ?? []) as readonly unknown[]).length === 0;
  if (node.type === 'NewExpression') return callee.value === 'Date' && empty ? ['new Date()'] : [];
  if (node.type !== 'CallExpression') return [];
  if (callee.value === 'Date') return ['Date()'];
  return CALLS.includes(String(callee.value)) ? [String(callee.value)] : [];
};

const files = sourceFiles('lib', 'lambdas', 'bin');
const uses = new Map(files.map((file) => [file, usesIn(treeOf(file))]));
const filesThatUse = (use: string): readonly string[] =>
  files.filter((file) => uses.get(file)?.includes(use));

test.each(Object.entries(EDGES))('%s stands at its edges only', (use, places) => {
  expect(filesThatUse(use).toSorted()).toEqual(Object.keys(places).toSorted());
});

test.each(NEVER)('%s stands nowhere', (use) => expect(filesThatUse(use)).toEqual([]));

test.each([
  ['const a = Date.now()', 'Date.now'],
  ['const a = [1].map(Date.now)', 'Date.now'],
  ['const a = Math.random()', 'Math.random'],
  ['const { A } = process.env', 'process.env'],
  ['console.log(1)', 'console'],
  ['setTimeout(() => {}, 1)', 'setTimeout'],
  ['setInterval(() => {}, 1)', 'setInterval'],
  ['const a = new Date()', 'new Date()'],
  ['const a = Date()', 'Date()'],
])('%s is seen', (source, use) => {
  expect(usesIn(parseSync(source, { syntax: 'typescript' }) as unknown as Node)).toEqual([use]);
});

test.each([
  'const a = new Date(0)',
  'const a = clock.now()',
  'const a = Date.parse(b)',
  'const a = env.process',
])('%s is no use of any', (source) =>
  expect(usesIn(parseSync(source, { syntax: 'typescript' }) as unknown as Node)).toEqual([]));
