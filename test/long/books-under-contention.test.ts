import { unmarshall } from '@aws-sdk/util-dynamodb';
import { catalog } from '../../lambdas/order/catalog';
import type { FaultKindName } from '../../lib/local';
import { dynamoDbSagaLog, systemClock, systemRandom } from '../../lib/runtime';
import { flatSteps, hasCompensation } from '../../lib/saga';
import { fullest } from '../every/variants';
import { project } from '../every/world';
import { type Case, type Fault, FOR_GOOD } from '../matrix/cases';
import { startCase } from '../matrix/check';
import { checkCounters } from '../matrix/counters';
import { type Bench, startBench } from '../matrix/stack';

const ORDERS = 500;
const CUSTOMERS = 20;
/** Two of the five run out. */
const PRODUCTS = Object.keys(catalog);

interface OrderInput {
  readonly customer: object;
  readonly items: readonly object[];
}

type Row = Readonly<Record<string, unknown>>;

/** What is put in the way of an order, by its number: most have something, and no two neighbours the same. */
const faultsOf = (number: number, commands: readonly string[]): readonly Fault[] => {
  const kinds: readonly FaultKindName[] = [
    'crash-after',
    'crash-before',
    'duplicate',
    'transient',
    'conflict',
  ];
  if (number % 3 === 0) return [];
  const command = commands[number % commands.length] as string;
  const kind = kinds[number % kinds.length] as FaultKindName;
  // Every tenth is refused for good somewhere, and goes back.
  return number % 10 === 0 ? [{ command, kind: 'business', times: FOR_GOOD }] : [{ command, kind, times: 1 }];
};

const rowsOf = async ({ stack }: Bench, type: string): Promise<readonly Row[]> => {
  const rows = await Promise.all(
    stack.tables.map(async (table) => (await stack.items(table)).map((item) => unmarshall(item as never))),
  );
  return rows.flat().filter(({ pk }) => String(pk).startsWith(`${type}#`));
};

const sum = (rows: readonly Row[]): number => rows.reduce((total, { amount }) => total + Number(amount), 0);

/** `INV-000017` → 17. */
const numbersOf = (rows: readonly Row[]): readonly number[] =>
  rows.map(({ id }) => Number(String(id).replace(/^\D+/, ''))).sort((a, b) => a - b);

test(`${ORDERS} orders of ${CUSTOMERS} customers at once, with conflicts, crashes and lost replies: the books are right to the cent`, async () => {
  const variant = await fullest(project, 'order');
  const commands = flatSteps(variant.definition)
    .filter(hasCompensation)
    .map(({ name }) => name);
  const caseOf = (number: number): Case => {
    const input = variant.input as OrderInput;
    const item = {
      productId: PRODUCTS[number % PRODUCTS.length],
      quantity: 1 + (number % 3),
      unitPrice: 100 + number,
    };
    return {
      id: `order-${number}`,
      variant: {
        ...variant,
        input: {
          ...input,
          customer: { ...input.customer, email: `customer-${number % CUSTOMERS}@example.com` },
          items: [item],
        },
      },
      faults: faultsOf(number, commands),
    };
  };
  const bench = await startBench({ conflictEvery: 3 });
  try {
    for (const schedule of bench.stack.schedules) bench.stack.setEnabled(schedule, false);
    const cases = Array.from({ length: ORDERS }, (_, number) => caseOf(number));
    await Promise.all(cases.map((one) => startCase(bench, one)));
    await bench.stack.idle();

    const { name } = variant.definition;
    const log = dynamoDbSagaLog(
      { client: bench.clients.dynamodb, clock: systemClock, random: systemRandom, hasTime: () => true },
      bench.resources(variant.definition).logTable,
    );
    const statuses = await Promise.all(
      cases.map(async ({ id }) => [id, await log.status({ name, id })] as const),
    );
    const completed = statuses.filter(([, status]) => status === 'COMPLETED').map(([id]) => id);
    // Nobody is left in between, and both ends occur.
    expect(new Set(statuses.map(([, status]) => status))).toEqual(new Set(['COMPLETED', 'COMPENSATED']));

    const [orders, charges, refunds, invoices, credits, notices] = await Promise.all(
      ['order', 'charge', 'refund', 'invoice', 'credit-note', 'notification'].map((type) =>
        rowsOf(bench, type),
      ),
    );
    const confirmed = (orders ?? []).filter(({ status }) => status === 'CONFIRMED');
    expect(confirmed.map(({ id }) => id).sort()).toEqual([...completed].sort());
    expect((orders ?? []).filter(({ status }) => status !== 'CONFIRMED' && status !== 'CANCELLED')).toEqual(
      [],
    );
    expect(sum(charges ?? []) - sum(refunds ?? [])).toBe(
      confirmed.reduce((total, { total: one }) => total + Number(one), 0),
    );

    // Every number once, and none left out: of what was undone too, which has a credit note for each.
    for (const numbered of [invoices ?? [], credits ?? []]) {
      expect(numbersOf(numbered)).toEqual(numbered.map((_, index) => index + 1));
    }
    expect((credits ?? []).map(({ invoice }) => invoice).sort()).toEqual(
      (invoices ?? [])
        .filter(({ status }) => status === 'CREDITED')
        .map(({ id }) => id)
        .sort(),
    );
    expect(sum(invoices ?? []) - sum(credits ?? [])).toBe(sum(charges ?? []) - sum(refunds ?? []));

    expect(await checkCounters(bench)).toEqual([]);
    const told = (notices ?? []).map(({ id }) => String(id));
    expect(new Set(told).size).toBe(told.length);
    for (const id of completed) expect(told.filter((one) => one === `order-${id}`)).toHaveLength(1);
    // Each was handed to the topic of notices, at least once.
    const published = bench.stack
      .calls()
      .filter(({ service, operation }) => service === 'sns' && operation === 'Publish');
    expect(published.reduce((total, { count }) => total + count, 0)).toBeGreaterThanOrEqual(told.length);
    // A mark is left only by sagas that are over, and means nothing.
    const open = statuses.filter(([, status]) => status !== 'COMPLETED' && status !== 'COMPENSATED');
    expect(open).toEqual([]);
  } finally {
    await bench.stop();
  }
});
