import { OPERATORS } from '../../../lib/jsonpath/filter/operators';
import { PATH_FUNCTIONS } from '../../../lib/jsonpath/path-functions';
import { computed } from './computed';

const garage = {
  cars: [
    { id: 1, plate: 'A-1', km: 10, tags: ['old', 'red'], owner: { name: 'ada' } },
    { id: 2, plate: 'B-2', km: 200, tags: [], owner: null },
    { id: 3, plate: 'C-3', km: '200', tags: ['red'] },
  ],
  me: 'ada',
  limit: 100,
  wanted: ['red', 'blue'],
  letters: ['a', 'b', 'c', 'd', 'e'],
  numbers: [4, 1, 3, 2],
  grid: [[1, 2], [3, 4], []],
  'a.b': { 'c d': 5 },
  text: 'hello',
  nothing: null,
  deep: { x: { y: { id: 7 }, id: 6 }, id: 5 },
};

const value = async (path: string, input: unknown = garage): Promise<unknown> => {
  const result = await computed(path, input);
  return 'value' in result ? result.value : result.error;
};

const ids = async (path: string): Promise<unknown> => value(`${path}.id`);

describe('a path', () => {
  it.each([
    // A bracket may follow a dot.
    ['$.cars.[0].plate', 'A-1'],
    ["$.['me']", 'ada'],
    ['$["me"]', 'ada'],
    ["$['a.b']['c d']", 5],
    ["$[ 'me' ]", 'ada'],
    // Several names: one object at the end, one after the other before it.
    ["$.cars[0]['id','km']", { id: 1, km: 10 }],
    ["$.cars[0]['id', 'ghost']", { id: 1 }],
    ["$.cars[0]['ghost','gone']", {}],
    ["$.cars[*]['id','owner']", [{ id: 1, owner: { name: 'ada' } }, { id: 2, owner: null }, { id: 3 }]],
    ["$['me','text','deep']['id','x']", [{ id: 5, x: garage.deep.x }]],
    ["$.deep['x','y'].id", [6]],
    ["$..['id','x']", [{ id: 5, x: garage.deep.x }]],
    // Indexes.
    ['$.letters[0]', 'a'],
    ['$.letters[-1]', 'e'],
    ['$.letters[0,2,-1]', ['a', 'c', 'e']],
    ['$.letters[ 0 , 1 ]', ['a', 'b']],
    ['$.letters[(@.length-1)]', 'e'],
    ['$.cars[(@.size() - 2)].id', 2],
    ['$.letters[1,9]', ['b']],
    // Slices.
    ['$.letters[1:3]', ['b', 'c']],
    ['$.letters[:2]', ['a', 'b']],
    ['$.letters[3:]', ['d', 'e']],
    ['$.letters[-2:]', ['d', 'e']],
    ['$.letters[:-3]', ['a', 'b']],
    ['$.letters[-3:-1]', ['c', 'd']],
    ['$.letters[1:-1]', []],
    ['$.letters[3:1]', []],
    ['$.letters[0:9]', ['a', 'b', 'c', 'd', 'e']],
    ['$.letters[0:4:2]', ['a', 'b', 'c', 'd']],
    // Wildcards, also of objects.
    ['$.cars[*].id', [1, 2, 3]],
    ['$.cars.*.id', [1, 2, 3]],
    ['$.deep.*', [garage.deep.x, 5]],
    ['$.grid[*][0]', [1, 3]],
    ['$.grid[*]', garage.grid],
    // Scans, the outer ones first.
    ['$.deep..id', [5, 6, 7]],
    ['$..tags[0]', ['old', 'red']],
    ['$.grid..[0]', [[1, 2], 1, 3]],
    ['$.deep..*', [garage.deep.x, 5, garage.deep.x.y, 6, 7]],
    ['$..[?(@.plate)].id', [1, 2, 3]],
    ['$..cars.length()', 1],
    // What is missing is passed over in a list, and an error where one place is named.
    ['$.cars[*].owner.name', ['ada']],
    ['$.ghost[*]', []],
    ['$.ghost..id', []],
    ['$.text[*]', []],
    ['$.ghost', 'States.Runtime'],
    ['$.ghost.id', 'States.Runtime'],
    ['$.text.id', 'States.Runtime'],
    ['$.nothing', null],
    ['$.nothing.id', 'States.Runtime'],
    // An index beyond the end of an array is null at the end of a path.
    ['$.letters[9]', null],
    ['$.letters[-9]', null],
    ['$.cars[9].id', 'States.Runtime'],
    ['$.text[0]', 'States.Runtime'],
    // A name is no index: an array has none.
    ['$.letters.id', 'States.Runtime'],
    ["$.cars['id']", 'States.Runtime'],
    // The context object and what is in it.
    ['$$.State.Name', 'P'],
    ['$$.Execution.Input.letters[0]', 'a'],
    ['$$.Execution.Input.cars[?(@.id == 2)].plate', ['B-2']],
    [' $.me ', 'ada'],
  ])('%s', async (path, expected) => {
    expect(await value(path)).toEqual(expected);
  });

  it.each([
    [
      '$.ghost',
      "The JSONPath '$.ghost' specified for the field 'v.$' could not be found in the input '{\"a\":1}'",
    ],
    [
      '$.a.b.c',
      "The JSONPath '$.a.b.c' specified for the field 'v.$' could not be found in the input '{\"a\":1}'",
    ],
    [
      '$$.Ghost',
      "The JSONPath '$$.Ghost' specified for the field 'v.$' could not be found in the input '{\"Execution",
    ],
  ])('%s that names nothing is told with its field and where it was looked for', async (path, cause) => {
    const result = await computed(path, { a: 1 });
    expect(result).toMatchObject({ error: 'States.Runtime' });
    expect('cause' in result && result.cause.startsWith(cause)).toBe(true);
  });
});

describe('of the longest list that an input can hold', () => {
  const input = Array.from({ length: 125_000 }, () => 1);

  it.each([
    ['$..*.length()', 125_000],
    ['$.max()', 1],
    ['$.min()', 1],
    ['States.ArrayLength($[?(@ == 1)])', 125_000],
    ['States.ArrayUnique($)', [1]],
  ])('%s', async (path, expected) => {
    expect(await value(path, input)).toEqual(expected);
  });
});

const FILTERS: readonly (readonly [string, readonly number[]])[] = [
  // Something is there: a value that is not null.
  ['$.cars[?(@.owner)]', [1]],
  ['$.cars[?(!@.owner)]', [2, 3]],
  ['$.cars[?(! @.owner )]', [2, 3]],
  ['$.cars[?(@.owner.name)]', [1]],
  ["$.cars[?(@['owner'])]", [1]],
  ['$.cars[?(@.tags)]', [1, 2, 3]],
  // Null.
  ['$.cars[?(@.owner == null)]', [2]],
  ['$.cars[?(@.owner != null)]', [1, 3]],
  // Comparisons, of numbers with texts that are numbers as well.
  ['$.cars[?(@.id == 2)]', [2]],
  ['$.cars[?(@.id==2)]', [2]],
  ['$.cars[?(2 == @.id)]', [2]],
  ['$.cars[?(@.id != 2)]', [1, 3]],
  ['$.cars[?(@.km == 200)]', [2, 3]],
  ["$.cars[?(@.km == '200')]", [2, 3]],
  ["$.cars[?(@.km === '200')]", [3]],
  ['$.cars[?(@.km !== 200)]', [1, 3]],
  ['$.cars[?(@.km > 100)]', [2]],
  ['$.cars[?(@.km >= 10)]', [1, 2]],
  ['$.cars[?(@.km < 11)]', [1]],
  ['$.cars[?(@.km <= 10.5)]', [1]],
  ['$.cars[?(@.id > -1e0)]', [1, 2, 3]],
  ["$.cars[?(@.plate > 'B')]", [2, 3]],
  ["$.cars[?(@.ghost == 'x')]", []],
  ["$.cars[?(@.ghost != 'x')]", [1, 2, 3]],
  ['$.cars[?(@.ghost < 1)]', []],
  // Literals without quotes, and in double ones.
  ['$.cars[?(@.plate==B-2)]', [2]],
  ['$.cars[?(@.plate == "B-2")]', [2]],
  ["$.cars[?(@.owner == {'name': 'ada'})]", [1]],
  ["$.cars[?(@.tags == ['red'])]", [3]],
  ['$.cars[?(@.tags == [])]', [2]],
  // Paths from the root, and into the element.
  ['$.cars[?(@.owner.name == $.me)]', [1]],
  ["$.cars[?(@.km > $['limit'])]", [2]],
  ['$.cars[?($.limit < @.km)]', [2]],
  ['$.cars[?(@.owner.name == $.ghost)]', []],
  ["$.cars[?(@.tags[0] == 'old')]", [1]],
  ['$.cars[?(@.tags.length() == 1)]', [3]],
  // And, or, not, groups.
  ['$.cars[?(@.id > 1 && @.km == 200 && @.tags[0])]', [3]],
  ['$.cars[?(@.id == 1 || @.id == 3)]', [1, 3]],
  ['$.cars[?(@.id == 1 || @.id == 2 && @.km == 10)]', [1]],
  ['$.cars[?((@.id == 1 || @.id == 2) && @.km == 200)]', [2]],
  ['$.cars[?(!(@.id == 1) && !(@.id == 2))]', [3]],
  ['$.cars[?(!(@.owner))]', [2, 3]],
  // Words.
  ["$.cars[?(@.plate in ['A-1', 'C-3'])]", [1, 3]],
  ['$.cars[?(@.id IN [2])]', [2]],
  ['$.cars[?(@.id nin [2])]', [1, 3]],
  ["$.cars[?('red' in @.tags)]", [1, 3]],
  ["$.cars[?(@.tags contains 'red')]", [1, 3]],
  ["$.cars[?(@.plate contains '-2')]", [2]],
  ['$.cars[?(@.tags subsetof $.wanted)]', [2, 3]],
  ['$.cars[?(@.tags anyof $.wanted)]', [1, 3]],
  ["$.cars[?(@.tags noneof ['old'])]", [2, 3]],
  ["$.cars[?(@.tags all ['old', 'red'])]", [1]],
  ['$.cars[?(@.tags size 2)]', [1]],
  ['$.cars[?(@.plate size 3)]', [1, 2, 3]],
  ['$.cars[?(@.tags empty true)]', [2]],
  ['$.cars[?(@.tags empty false)]', [1, 3]],
  ['$.cars[?(@.ghost empty true)]', []],
  // A pattern is of the whole text.
  ['$.cars[?(@.plate =~ /[AB].*/)]', [1, 2]],
  ['$.cars[?(@.plate =~ /b-2/i)]', [2]],
  ['$.cars[?(@.plate =~ /B/)]', []],
  ['$.cars[?(@.km =~ /2\\d+/)]', [2, 3]],
  ['$.cars[?(@.tags =~ /re./)]', [1, 3]],
];

describe('a filter', () => {
  it.each([...OPERATORS.keys()])('may hold %s', (operator) => {
    const texts = FILTERS.map(([path]) => path.toLowerCase());
    expect(texts.some((text) => new RegExp(`[^=!<>~]${operator}[^=~]`).test(text))).toBe(true);
  });

  it.each(FILTERS)('%s', async (path, expected) => {
    expect(await ids(path)).toEqual(expected);
  });

  it.each([
    ['$.numbers[?(@ > 2)]', [4, 3]],
    ["$.letters[?(@ == 'b')]", ['b']],
    ['$.deep[?(@.id == 5)].id', [5]],
    ['$.deep[?(@.id == 9)]', []],
    ['$.cars[?(@.id > 1)].tags[?(@ == red)]', ['red']],
    ['$.cars[?(@.id > 1)][0]', []],
    ['$.cars[?(@.tags[?(@ == old)] empty false)].id', [1]],
  ])('%s', async (path, expected) => {
    expect(await value(path)).toEqual(expected);
  });
});

const FUNCTIONS: readonly (readonly [string, unknown])[] = [
  ['$.letters.length()', 5],
  ['$.letters.size()', 5],
  ['$.deep.length()', 2],
  ['$.grid[*].length()', [2, 2, 0]],
  ['$.cars..id.length()', [null, null, null]],
  ['$..id.length()', 6],
  ['$.numbers.min()', 1],
  ['$.numbers.max()', 4],
  ['$.numbers.sum()', 10],
  ['$.numbers.avg()', 2.5],
  ['$.grid[0].stddev()', 0.5],
  ['$..km.sum()', 210],
  ['$.numbers.first()', 4],
  ['$.numbers.last()', 2],
  ['$.numbers.index(-2)', 3],
  ['$.deep.keys()', ['x', 'id']],
  ['$.letters.concat()', 'abcde'],
  ["$.letters.concat('-', $.me)", 'abcde-ada'],
  ['$.numbers.append(9)', [4, 1, 3, 2, 9]],
  ["$.concat($.letters[0], '-', $.numbers[0])", 'a-4'],
  ['$.numbers.append(6, 8).avg()', 4],
  ['$.deep.keys().length()', 2],
  ['$.cars.last().id', 3],
  ['$.sum(5, $.numbers[0])', 9],
  ['$.letters.sum()', 'States.Runtime'],
  ['$.ghost.length()', 'States.Runtime'],
];

describe('a function of a path', () => {
  it.each([...PATH_FUNCTIONS.keys()])('may be %s', (name) => {
    expect(FUNCTIONS.some(([path]) => path.includes(`.${name}(`))).toBe(true);
  });

  it.each(FUNCTIONS)('%s', async (path, expected) => {
    expect(await value(path)).toEqual(expected);
  });
});
