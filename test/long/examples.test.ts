import { flatSteps, type SagaDefinition } from '../../lib/saga';
import { type Walk, walksOf } from '../every/walk';
import { project } from '../every/world';

/** Examples that go through are called `valid`, or `valid-` and what is special about them. */
const isValid = (example: string): boolean => /^valid(-|$)/.test(example);

/** Codes of the protocol: whoever meets one of these has not been refused by a business rule. */
const OF_PROTOCOL = [
  'InvalidInput',
  'InputTooLarge',
  'InputTooDeep',
  'ResultTooLarge',
  'SagaExpired',
  'UnknownCommand',
];

/** `OutOfStock` → out, of, stock. */
const words = (name: string): readonly string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split('-');

/** Its name announces what becomes of an example: what is wrong about it, or nothing. */
const problemsOf = (saga: string, example: string, { refusal }: Walk): readonly string[] => {
  const file = `examples/${saga}/${example}.json`;
  if (!refusal) {
    return isValid(example)
      ? []
      : [`${file} goes through: call it valid-…, or let a business rule refuse it`];
  }
  const { step, code } = refusal;
  if (isValid(example)) return [`${file} is refused by ${step}: ${code}`];
  if (OF_PROTOCOL.includes(code))
    return [`${file} is refused by no business rule, but with ${code} at ${step}`];
  const known = [...words(step), ...words(code)];
  const strange = words(example).filter((word) => !known.includes(word));
  return strange.length === 0
    ? []
    : [`${file} is refused by ${step}: ${code}, which its name does not announce (${strange.join(', ')})`];
};

/** The handlers on a DynamoDB endpoint, one command after the other: what the business rules say to each example. */
describe.each(Object.keys(project.sagas))('the examples of %s', (saga) => {
  test('end as their names announce: they go through, or one step says no with a business reason', async () => {
    const walks = (await walksOf(project))[saga] ?? {};
    expect(Object.entries(walks).flatMap(([example, walk]) => problemsOf(saga, example, walk))).toEqual([]);
  });

  test('ask for every step, and one of them is refused', async () => {
    const walks = Object.values((await walksOf(project))[saga] ?? {});
    const asked = new Set(walks.flatMap(({ results }) => Object.keys(results)));
    const steps = flatSteps(project.sagas[saga] as SagaDefinition).map(({ name }) => name);
    expect(steps.filter((step) => !asked.has(step))).toEqual([]);
    expect(walks.some(({ refusal }) => refusal !== undefined)).toBe(true);
  });
});

describe('an example whose name does not fit its end is found', () => {
  const through: Walk = { skipped: [], results: {}, counters: {} };
  const refused = (step: string, code: string): Walk => ({ ...through, refusal: { step, code } });
  test.each([
    ['goes through', 'declined-card', through],
    ['is refused', 'valid', refused('process-payment', 'CardDeclined')],
    ['is refused', 'valid-car', refused('rent-car', 'NoCarLeft')],
    ['is refused by another rule', 'over-limit', refused('process-payment', 'CardDeclined')],
    ['is refused by another step', 'hotel-sold-out', refused('book-flight', 'SoldOut')],
    ['is malformed', 'input', refused('place-order', 'InvalidInput')],
  ])('%s: %s', (_what, example, walk) => {
    expect(problemsOf('any', example, walk)).toHaveLength(1);
  });
});
