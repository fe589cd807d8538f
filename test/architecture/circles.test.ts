import { importsOf, sourceFiles, targetOf } from './source-files';

/**
 * No file is imported by what it imports, types included: in a circle nothing can be read, tested or moved by itself.
 */
const files = sourceFiles('lib', 'lambdas', 'bin');
const targets = new Map(
  files.map((file) => [file, importsOf(file).flatMap(({ specifier }) => targetOf(file, specifier) ?? [])]),
);

/** The first circle that is found from each file on, as the files in it, in order. */
const circlesIn = (graph: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] => {
  const circles: (readonly string[])[] = [];
  const done = new Set<string>();
  const visit = (file: string, way: readonly string[]): void => {
    const at = way.indexOf(file);
    if (at >= 0) circles.push(way.slice(at));
    if (at >= 0 || done.has(file)) return;
    for (const target of graph.get(file) ?? []) visit(target, [...way, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
  return circles;
};

test('no file imports itself, by whatever way round', () => {
  expect(files.length).toBeGreaterThan(100);
  expect(circlesIn(targets).map((circle) => circle.join(' → '))).toEqual([]);
});

test.each([
  ['two', { a: ['b'], b: ['a'] }, [['a', 'b']]],
  ['three, entered from outside', { x: ['a'], a: ['b'], b: ['c'], c: ['a'] }, [['a', 'b', 'c']]],
  ['none', { a: ['b', 'c'], b: ['c'], c: [] }, []],
])('a circle of %s is seen', (_what, graph, circles) => {
  expect(circlesIn(new Map(Object.entries(graph)))).toEqual(circles);
});
