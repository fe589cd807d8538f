import * as z from 'zod/mini';
import { redriver } from '../../../lambdas/operations/redrive';
import { sweeper } from '../../../lambdas/operations/sweeper';
import { deadLettersOf } from '../../../lib/operations';
import { startOf, undoFromLedger } from '../../../lib/runtime';
import {
  type ActionCommand,
  defineSaga,
  fieldsOf,
  greaterThan,
  isTrue,
  type ParkedMessage,
  resultOf,
  step,
  type When,
} from '../../../lib/saga';
import { MemoryOperations } from '../../operations/support/memory-operations';
import { deadEvent, OperationsBench, queueEvent } from '../support/operations-bench';

const Loan = z.object({ amount: z.number(), insured: z.boolean(), card: z.boolean() });
const asked = fieldsOf(Loan);
const check = step('check', { by: 'desk', compensation: 'forget', when: isTrue(asked.card) });
const payOut = step('pay-out', { by: 'desk', result: z.object({ paid: z.number() }) });

/** A check if asked for, a pivot, then four retriable steps of which two are conditional. */
const loanWith = (when: When = isTrue(asked.insured)) =>
  defineSaga({
    name: 'loan',
    version: 1,
    deadline: { hours: 1 },
    input: Loan,
    steps: [
      check,
      step('sign', { by: 'desk', compensation: 'tear-up' }),
      payOut,
      step('insure', { by: 'desk', when }),
      step('report', { by: 'desk', when: greaterThan(resultOf(payOut).paid, 1000) }),
      step('tell', { by: 'desk' }),
    ],
  });

const setUp = (input: z.infer<typeof Loan>, when?: When) => {
  const done = () => ({ result: 'done' });
  const definition = loanWith(when);
  const bench = new OperationsBench(definition, {
    check: done,
    forget: undoFromLedger,
    sign: done,
    'tear-up': undoFromLedger,
    'pay-out': ({ input: loan }: ActionCommand<z.infer<typeof Loan>>) => ({ result: { paid: loan.amount } }),
    insure: done,
    report: done,
    tell: done,
  });
  const redrive = redriver(() => bench.tools);
  const take = async (...messages: unknown[]) => {
    const { batchItemFailures } = await redrive(queueEvent(messages));
    return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  };
  /** Delivers what is in `saga-errors` until nothing changes any more; what remains comes again for ever. */
  const drain = async () => {
    let open = bench.errors.splice(0) as ParkedMessage[];
    for (let round = 0; round < 5 && open.length > 0; round++) {
      const failed = await take(...open);
      open = open.filter((_message, index) => failed.includes(`m${index + 1}`));
    }
    return open.map(({ step: name }) => name);
  };
  const statuses = async () => {
    const { header, state } = await bench.logged();
    return {
      status: header.status,
      skipped: state.steps.filter(({ status }) => status === 'SKIPPED').map(({ name }) => name),
      ran: bench.invoked.map((command) => command.step.command),
    };
  };
  const sweep = sweeper(() => bench.tools);
  return { bench, input, take, drain, statuses, sweep };
};

/** What is to happen follows from the conditions alone. */
const INPUTS = [true, false].flatMap((insured) =>
  [true, false].flatMap((card) => [999, 1001].map((amount) => ({ insured, card, amount }))),
);
const skippedFor = ({ insured, card, amount }: (typeof INPUTS)[number]) => [
  ...(card ? [] : ['check']),
  ...(insured ? [] : ['insure']),
  ...(amount > 1000 ? [] : ['report']),
];

/** Ways in which the execution dies past the pivot: states entered, and the steps whose handlers ran. */
const deaths = (skipped: readonly string[]) => {
  const has = (name: string, ...states: string[]) => (skipped.includes(name) ? [] : states);
  const up = ['WhenCheck', ...has('check', 'Check'), 'Sign', 'PayOut'];
  const insure = ['WhenInsure', ...has('insure', 'Insure')];
  const report = ['WhenReport', ...has('report', 'Report')];
  const before = ['sign', ...has('check', 'check')];
  return [
    ['in the first retriable step, before it logged anything', up, before],
    ['in a Choice behind it', [...up, 'WhenInsure'], [...before, 'pay-out']],
    [
      'in the next Choice',
      [...up, ...insure, 'WhenReport'],
      [...before, 'pay-out', ...has('insure', 'insure')],
    ],
    [
      'in the last step, before it logged anything',
      [...up, ...insure, ...report, 'Tell'],
      [...before, 'pay-out', ...has('insure', 'insure'), ...has('report', 'report')],
    ],
    ['in the park of the first retriable step', [...up, 'ParkPayOut'], before],
  ] as const;
};

const inOrder = (definition: ReturnType<typeof loanWith>, names: readonly string[]): string[] =>
  definition.steps.map(({ name }) => name).filter((name) => names.includes(name));

describe.each(INPUTS.map((input) => [JSON.stringify(input), input] as const))('a loan %s', (_name, input) => {
  const skipped = skippedFor(input);
  const expectEnd = async (world: ReturnType<typeof setUp>, ran: readonly string[]) => {
    const steps = world.bench.definition.steps.map(({ name }) => name);
    expect(await world.drain()).toEqual([]);
    expect(await world.statuses()).toEqual({
      status: 'COMPLETED',
      skipped,
      ran: steps.filter((name) => !ran.includes(name) && !skipped.includes(name)),
    });
  };

  describe.each(deaths(skipped))('whose execution dies %s', (_where, entered, ran) => {
    test('comes to its end with just what was asked for, by the rule alone', async () => {
      const world = setUp(input);
      await world.bench.ran(input, ...inOrder(world.bench.definition, ran));
      world.bench.execution('s-1', 'ABORTED', { entered });
      await world.take(deadEvent('s-1'));
      await expectEnd(world, ran);
    });

    test('comes to its end with just what was asked for, by the sweeper alone', async () => {
      const world = setUp(input);
      await world.bench.ran(input, ...inOrder(world.bench.definition, ran));
      world.bench.execution('s-1', 'ABORTED', { entered });
      world.bench.desk.clock.advance(86_400_000);
      await world.sweep();
      const [dead] = world.bench.errors.splice(0);
      await world.take(dead);
      await expectEnd(world, ran);
    });
  });

  test('whose execution Step Functions has forgotten is brought to its end by the sweeper', async () => {
    const world = setUp(input);
    await world.bench.ran(
      input,
      ...inOrder(world.bench.definition, [...(input.card ? ['check'] : []), 'sign']),
    );
    await world.bench.send({
      saga: world.bench.reference(),
      step: { name: 'pay-out', command: 'pay-out', phase: 'action', attempt: 1, runner: 'main' },
      input,
      results: { sign: 'done' },
      skipped: input.card ? [] : ['check'],
    });
    world.bench.desk.clock.advance(86_400_000);
    await world.sweep();
    await expectEnd(world, ['check', 'sign', 'pay-out']);
  });
});

describe('a condition that cannot be decided', () => {
  const broken = { amount: 1, insured: true, card: true };
  const parked = (world: ReturnType<typeof setUp>): ParkedMessage => ({
    saga: world.bench.reference(),
    step: 'insure',
    phase: 'action',
    error: { error: 'ABORTED', cause: '' },
    attempts: 0,
  });

  test('decides nothing: the step waits, and its dead letter says why', async () => {
    const world = setUp(broken, '$length($input.missing.name) > $results.sign.total');
    await world.bench.ran({ ...broken, missing: { name: 5 } }, 'check', 'sign', 'pay-out');
    expect(await world.take(parked(world))).toEqual(['m1']);
    expect((await world.statuses()).ran).toEqual([]);
    expect((await world.bench.logged()).events.filter(({ step: name }) => name === 'insure')).toEqual([
      expect.objectContaining({ type: 'StepParked' }),
      expect.objectContaining({
        type: 'AttemptFailed',
        error: { error: 'TransientError', cause: expect.stringMatching(/^ConditionUndecided: /) },
      }),
    ]);
  });

  test('a condition written as text is decided as the state machine asks it', async () => {
    for (const insured of [true, false]) {
      const world = setUp({ ...broken, insured }, '$input.insured and $results.`pay-out`.paid = 1');
      await world.bench.ran({ ...broken, insured }, 'check', 'sign', 'pay-out');
      expect(await world.take(parked(world))).toEqual([]);
      expect((await world.statuses()).ran).toEqual(insured ? ['insure'] : []);
    }
  });
});

test('a step that became conditional in a later version is carried out for a saga of the version before', async () => {
  const world = setUp({ amount: 1, insured: false, card: true });
  const { bench } = world;
  const before = bench.reference();
  const { steps, due } = startOf(bench.definition, before);
  const unconditional = steps.map(({ when: _, ...one }) => one);
  const input = { amount: 1, insured: false, card: true };
  await bench.desk.log.start(
    { saga: { ...before, version: before.version + 1 }, steps: unconditional, due, input },
    before.startTime,
  );
  await bench.ran(input, 'check', 'sign', 'pay-out');
  await world.take({
    saga: before,
    step: 'insure',
    phase: 'action',
    error: { error: 'ABORTED', cause: '' },
    attempts: 0,
  });
  expect((await world.statuses()).ran).toEqual(['insure']);
});

test('a step that waits for an earlier one says so among the dead letters', async () => {
  const world = new MemoryOperations(loanWith());
  const letter = (name: string) => ({
    type: 'StepParked' as const,
    step: name,
    runner: 'redrive',
    error: { error: 'ABORTED', cause: '' },
  });
  await world.logged('one', [{ type: 'StepSucceeded', step: 'sign' }, letter('pay-out'), letter('tell')]);
  const letters = await deadLettersOf(world.ports, 'one');
  expect(letters.map(({ step: name, waitsFor }) => [name, waitsFor])).toEqual([
    ['pay-out', null],
    ['tell', 'pay-out'],
  ]);
});
