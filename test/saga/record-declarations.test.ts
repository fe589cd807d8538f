import { defineSaga, type SagaDefinition, step } from '../../lib/saga';

const define =
  (more: object): (() => SagaDefinition) =>
  () =>
    defineSaga({
      name: 'shop',
      version: 1,
      deadline: { hours: 1 },
      input: { safeParse: (data: unknown) => ({ success: true as const, data }) },
      steps: [step('open', { by: 'desk', compensation: 'close' }), step('tell', { by: 'mail' })],
      ...more,
    });

test('a definition without records keeps none, writes to no other table and tells nobody', () => {
  expect(define({})()).toMatchObject({ records: {}, tables: {}, whenUndone: undefined });
});

test.each<[object, string]>([
  [{ records: { till: { bill: {} } } }, "records names 'till', who takes no part: use one of desk, mail"],
  [{ records: { desk: { Bill: {} } } }, "records of 'desk': 'Bill' is no name of a type"],
  [
    { records: { desk: { bill: { index: 'version' } } } },
    "'bill' has an index by 'version', which is not its own",
  ],
  [{ tables: { till: ['journal'] } }, "tables names 'till', who takes no part"],
  [{ tables: { desk: ['Journal!'] } }, "tables of 'desk': 'Journal!' is no name"],
  [{ whenUndone: 'till' }, "whenUndone names 'till', who takes no part"],
  [{ record: {} }, "there is no option 'record': did you mean 'records'?"],
  [{ name: 'sequence' }, "a saga named 'sequence' would have the keys of counters or sequences"],
  [
    { steps: [step('when-undone', { by: 'desk' })] },
    "command 'when-undone' has the name of the handler that hears of an undone saga",
  ],
])('%j is refused by name', (more, message) => {
  expect(define(more)).toThrow(message);
});
