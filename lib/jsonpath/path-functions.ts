import { javaText } from './java/text';
import { PathError } from './scope';
import { isObject } from './step';

/** A function at the end of a path, such as `$.items.length()`. Throws PathError where it has no value. */
type PathFunction = (value: unknown, parameters: readonly unknown[]) => unknown;

const numbersOf = (value: unknown, parameters: readonly unknown[]): readonly number[] => {
  const all = [...(Array.isArray(value) ? value : []), ...parameters.flat()];
  const numbers = all.filter((each): each is number => typeof each === 'number');
  if (numbers.length > 0) return numbers;
  throw new PathError('Aggregation function attempted to calculate value using empty array');
};

const aggregate =
  (compute: (numbers: readonly number[]) => number): PathFunction =>
  (value, parameters) =>
    compute(numbersOf(value, parameters));

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
const average = (numbers: readonly number[]): number => sum(numbers) / numbers.length;

const deviation = (numbers: readonly number[]): number => {
  const squares = sum(numbers.map((number) => number * number)) / numbers.length;
  return Math.sqrt(squares - average(numbers) ** 2);
};

const length: PathFunction = (value, [parameter]) => {
  const counted = Array.isArray(parameter) ? parameter : value;
  if (Array.isArray(counted)) return counted.length;
  return isObject(counted) ? Object.keys(counted).length : null;
};

const at: PathFunction = (value, [index]) => {
  const found = Array.isArray(value) ? value.at(Number(index)) : undefined;
  if (found !== undefined) return found;
  throw new PathError(`There is no element ${JSON.stringify(index)} of ${JSON.stringify(value)}`);
};

const texts = (values: readonly unknown[]): string =>
  values
    .filter((each) => typeof each === 'string' || typeof each === 'number')
    .map(javaText)
    .join('');

/** Source: Jayway JsonPath, "Functions". */
export const PATH_FUNCTIONS: ReadonlyMap<string, PathFunction> = new Map<string, PathFunction>([
  ['append', (value, parameters) => (Array.isArray(value) ? [...value, ...parameters] : value)],
  ['avg', aggregate(average)],
  [
    'concat',
    (value, parameters) => {
      const own = Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
      return texts([...own, ...parameters.flat()]);
    },
  ],
  ['first', (value) => at(value, [0])],
  ['index', at],
  ['keys', (value) => (isObject(value) ? Object.keys(value) : null)],
  ['last', (value) => at(value, [-1])],
  ['length', length],
  ['max', aggregate((numbers) => numbers.reduce((most, number) => Math.max(most, number)))],
  ['min', aggregate((numbers) => numbers.reduce((least, number) => Math.min(least, number)))],
  ['size', length],
  ['stddev', aggregate(deviation)],
  ['sum', aggregate(sum)],
]);
