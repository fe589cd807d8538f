import { parseSync } from '@swc/core';
import { type Node, nodesOf, sourceFiles, treeOf } from './source-files';

/** A client that waits for ever takes its function with it: in functions each is made with `clientSettings(…)`. */
const clientsIn = (tree: Node): readonly { readonly name: string; readonly limited: boolean }[] =>
  nodesOf(tree).flatMap((node) => {
    const name = String((node.callee as Node | undefined)?.value ?? '');
    if (node.type !== 'NewExpression' || !/Client$/.test(name)) return [];
    const [first] = (node.arguments ?? []) as readonly { readonly expression: Node }[];
    const callee = first?.expression.callee as Node | undefined;
    return [{ name, limited: callee?.value === 'clientSettings' }];
  });

const made = sourceFiles('lib/runtime', 'lambdas').flatMap((file) =>
  clientsIn(treeOf(file)).map((client) => ({ file, ...client })),
);

test('every client of the AWS SDK in a function gives up before its function does', () => {
  expect(made.length).toBeGreaterThan(4);
  expect(made.filter(({ limited }) => !limited)).toEqual([]);
});

test.each([
  ['new SFNClient({})', false],
  ['new SFNClient()', false],
  ['new SFNClient({ ...clientSettings() })', false],
  ['new SFNClient(clientSettings())', true],
])('%s: limited %s', (source, limited) => {
  expect(clientsIn(parseSync(source, { syntax: 'typescript' }) as unknown as Node)).toEqual([
    { name: 'SFNClient', limited },
  ]);
});
