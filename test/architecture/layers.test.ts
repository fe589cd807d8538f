import { parseSync } from '@swc/core';
import {
  type Import,
  importsIn,
  importsOf,
  type Node,
  packageOf,
  sourceFiles,
  targetOf,
} from './source-files';

/**
 * What each layer may import: other layers, and packages. A file imports freely within its own layer; of another one it
 * imports the index. `import type` counts: a type that comes from the wrong layer is a dependency all the same.
 */
interface Layer {
  readonly layers: readonly string[];
  readonly packages: readonly string[];
}

const AWS_SDK = ['@aws-sdk/*'];
const CDK = ['aws-cdk-lib', 'constructs'];
const NODE = ['node:*'];
/** All but constructs and stacks: the outermost layers see everything that runs. */
const OUTER = [
  'saga',
  'asl',
  'sagas',
  'engine',
  'cost',
  'runtime',
  'lambdas',
  'explore',
  'operations',
  'local',
];

const LAYERS: Readonly<Record<string, Layer>> = {
  build: { layers: [], packages: [...NODE, 'esbuild'] },
  saga: { layers: [], packages: [] },
  jsonpath: { layers: [], packages: ['node:crypto'] },
  asl: { layers: ['saga', 'jsonpath'], packages: ['jsonata', 'jsonc-parser', 'node:crypto', 'yaml', 'zod'] },
  sagas: { layers: ['saga'], packages: ['zod'] },
  engine: { layers: ['asl', 'jsonpath'], packages: ['csv-parse', 'jsonata', 'node:crypto'] },
  cost: { layers: ['asl', 'saga'], packages: ['cli-table3', 'picocolors'] },
  runtime: { layers: ['saga'], packages: [...AWS_SDK, ...NODE, 'zod'] },
  // JSONata decides conditions that were written as text.
  lambdas: { layers: ['saga', 'sagas', 'runtime'], packages: [...AWS_SDK, ...NODE, 'jsonata', 'zod'] },
  explore: {
    layers: ['saga', 'asl', 'jsonpath', 'engine', 'runtime', 'lambdas', 'operations'],
    packages: NODE,
  },
  // A construct may hold a saga to a cost budget.
  constructs: { layers: ['build', 'saga', 'asl', 'cost'], packages: [...CDK, ...NODE, 'esbuild'] },
  // The stages are a file for whoever deploys, beside cdk.json.
  stacks: { layers: ['saga', 'sagas', 'constructs', 'stages.json'], packages: [...CDK, ...NODE] },
  operations: { layers: ['saga', 'asl', 'runtime'], packages: [...AWS_SDK, ...NODE] },
  local: { layers: ['asl', 'engine'], packages: [...NODE, 'dynalite', 'fflate'] },
  console: { layers: OUTER, packages: [...AWS_SDK, ...NODE] },
  cli: {
    layers: [...OUTER, 'build', 'console'],
    packages: [...AWS_SDK, ...NODE, 'commander', 'cli-table3', 'picocolors'],
  },
  bin: { layers: ['build', 'cli', 'stacks'], packages: [...CDK, ...NODE, 'cdk-nag', 'esbuild', 'tsx'] },
};

const files = sourceFiles('lib', 'lambdas', 'bin');

/** `asl` of `lib/asl/lint/lint.ts`, `lambdas` of `lambdas/order/orders.ts`. */
const layerOf = (file: string): string => {
  const [first = '', second = ''] = file.split('/');
  return first === 'lib' ? second : first;
};

const accepts = (patterns: readonly string[], name: string): boolean =>
  patterns.some((pattern) =>
    pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern,
  );

/** What is wrong with one import of a file, or undefined. */
const problemOf = (file: string, { specifier }: Pick<Import, 'specifier'>): string | undefined => {
  const layer = layerOf(file);
  const rules = LAYERS[layer];
  if (!rules) return `${file}: layer '${layer}' is not in the table`;
  const target = targetOf(file, specifier);
  if (target === undefined) {
    const name = packageOf(specifier);
    return accepts(rules.packages, name) ? undefined : `${file}: '${layer}' does not use the package ${name}`;
  }
  const other = layerOf(target);
  if (other === layer) return undefined;
  if (!rules.layers.includes(other)) return `${file}: '${layer}' does not import '${other}' (${specifier})`;
  return isDoor(target) ? undefined : `${file}: import the index of '${other}', not ${specifier}`;
};

/** A layer is used through its index; each file of `lambdas` is a handler of its own. */
const isDoor = (target: string): boolean =>
  target.startsWith('lambdas/') || /^lib\/[^/]+\/index\.ts$/.test(target) || target.endsWith('.json');

test.each(files)('%s', (file) => {
  expect(importsOf(file).flatMap((found) => problemOf(file, found) ?? [])).toEqual([]);
});

test('every file belongs to a layer of the table', () => {
  expect(files.length).toBeGreaterThan(100);
  expect([...new Set(files.map(layerOf))].filter((layer) => !(layer in LAYERS))).toEqual([]);
});

test('the layers have an order: none of them is used by one that it uses', () => {
  const uses = (from: string, seen: readonly string[] = []): readonly string[] =>
    (LAYERS[from]?.layers ?? []).flatMap((layer) =>
      seen.includes(layer) ? [layer] : [layer, ...uses(layer, [...seen, layer])],
    );
  for (const layer of Object.keys(LAYERS)) expect(uses(layer)).not.toContain(layer);
});

describe('the test itself', () => {
  test.each([
    ['a layer that is not in the table', 'lib/other/a.ts', '../saga', "layer 'other' is not in the table"],
    ['an inner layer that imports an outer one', 'lib/saga/a.ts', '../asl', "'saga' does not import 'asl'"],
    ['a file of another layer', 'lib/asl/a.ts', '../saga/fold', "import the index of 'saga'"],
    ['a folder within another layer', 'lib/constructs/a.ts', '../asl/lint', "import the index of 'asl'"],
    ['a package in the domain', 'lib/saga/a.ts', 'zod', "'saga' does not use the package zod"],
    [
      'a sub-path of a package',
      'lib/cli/a.ts',
      'aws-cdk-lib/aws-sqs',
      "'cli' does not use the package aws-cdk-lib",
    ],
    ['Node in the domain', 'lib/saga/a.ts', 'node:fs', "'saga' does not use the package node:fs"],
    [
      'CDK in a handler',
      'lambdas/order/a.ts',
      'aws-cdk-lib',
      "'lambdas' does not use the package aws-cdk-lib",
    ],
  ])('refuses %s', (_, file, specifier, expected) => {
    expect(problemOf(file, { specifier })).toContain(expected);
  });

  test.each([
    ['lib/asl/lint/checks/a.ts', '../../../saga'],
    ['lib/asl/lint/checks/a.ts', '../../walk'],
    ['lib/runtime/a.ts', '@aws-sdk/client-sqs'],
    ['lib/sagas/a.ts', 'zod/mini'],
    ['lib/engine/a.ts', '../asl'],
  ])('lets %s import %s', (file, specifier) => expect(problemOf(file, { specifier })).toBeUndefined());

  test.each([
    ["import { a } from './x'", 'import'],
    ["import './x'", 'import'],
    ["import * as a from './x'", 'import'],
    ["import type { A } from './x'", 'type'],
    ["import { type A, type B } from './x'", 'type'],
    ["import { type A, b } from './x'", 'import'],
    ["export { a } from './x'", 'import'],
    ["export * from './x'", 'import'],
    ["export type { A } from './x'", 'type'],
    ["let a: import('./x').A", 'type'],
    ["const a = () => import('./x')", 'dynamic'],
    ["const a = require('./x')", 'require'],
    ["import a = require('./x')", 'require'],
  ] as const)('sees %s', (source, kind) => {
    const tree = parseSync(source, { syntax: 'typescript', target: 'es2022' }) as unknown as Node;
    expect(importsIn(tree)).toEqual([{ specifier: './x', kind }]);
  });
});
