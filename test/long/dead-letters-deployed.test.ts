import {
  type DeadLetter,
  deadLettersOf,
  listDeadLetters,
  redriveDeadLettersOf,
  resolveDeadLetters,
} from '../../lib/operations';
import { flatSteps } from '../../lib/saga';
import { Deployed, exampleOf, expectUndone } from '../operations/support/deployed';

const DAY_MS = 86_400_000;

let deployed: Deployed;
beforeAll(async () => {
  deployed = await Deployed.open();
  deployed.setSchedules(false);
});
afterAll(() => deployed.close());
afterEach(() => deployed.stack.clearFaults());

const ports = () => deployed.saga('order').ports;
const queueOf = (output: 'errorsQueueUrl' | 'errorsDeadLetterQueueUrl') =>
  deployed.saga('order').resources[output].split('/').pop() ?? '';
const messagesIn = (output: 'errorsQueueUrl' | 'errorsDeadLetterQueueUrl') =>
  deployed.stack.messages(queueOf(output));
const placeOf = async (id: string) => (await deadLettersOf(ports(), id))[0]?.message.place;

/** An order that is out of stock, and whose refund fails for good. */
const stuckRefund = async (id: string): Promise<void> => {
  deployed.stack.addFault({ command: 'refund-payment', kind: 'business', sagaId: id, times: 99 });
  await deployed.start('order', id, exampleOf('order', 'out-of-stock'));
  await deployed.stack.idle();
  expect((await deployed.read('order', id)).state.status).toBe('COMPENSATION_FAILED');
};

const expectCompensated = async (id: string): Promise<void> => {
  const { header, state } = await deployed.read('order', id);
  expect([header.status, state.status]).toEqual(['COMPENSATED', 'COMPENSATED']);
  const { definition } = deployed.saga('order');
  const ledgers = await deployed.ledgers('order', id);
  for (const { name } of flatSteps(definition).slice(0, 3))
    expect([name, ledgers[name]]).toEqual([name, 'UNDONE']);
  expect(await deployed.wrongCounters('order')).toEqual([]);
};

test('redrive after the cause is gone makes the saga COMPENSATED', async () => {
  await stuckRefund('healed');
  expect(await placeOf('healed')).toBe('dead-letter-queue');
  deployed.stack.clearFaults();
  await redriveDeadLettersOf(ports(), 'healed');
  await deployed.stack.idle();
  await expectCompensated('healed');
  expect(deployed.leftMessages()).toEqual([]);
  expect(await deadLettersOf(ports(), 'healed')).toEqual([]);
});

test('redrive while the cause is there: it comes back, with its attempts counted on', async () => {
  await stuckRefund('stubborn');
  const before = await deadLettersOf(ports(), 'stubborn');
  await redriveDeadLettersOf(ports(), 'stubborn');
  await deployed.stack.idle();
  const after = await deadLettersOf(ports(), 'stubborn');
  expect(after).toMatchObject([{ command: 'refund-payment', since: before[0]?.since }]);
  expect(messagesIn('errorsDeadLetterQueueUrl')).toHaveLength(1);
  deployed.stack.clearFaults();
  await redriveDeadLettersOf(ports(), 'stubborn');
  await deployed.stack.idle();
  await expectCompensated('stubborn');
});

test('a dead letter whose message has expired can still be listed and redriven', async () => {
  await stuckRefund('forgotten');
  await deployed.stack.pass(20 * DAY_MS);
  expect(messagesIn('errorsDeadLetterQueueUrl')).toEqual([]);
  const letters: DeadLetter[] = [];
  for await (const letter of listDeadLetters(ports())) letters.push(letter);
  expect(letters).toMatchObject([
    { kind: 'step', sagaId: 'forgotten', command: 'refund-payment', message: { place: 'expired' } },
  ]);
  deployed.stack.clearFaults();
  await redriveDeadLettersOf(ports(), 'forgotten');
  await deployed.stack.idle();
  await expectCompensated('forgotten');
});

test('the sweeper sends a step again whose message has expired', async () => {
  await stuckRefund('swept');
  await deployed.stack.pass(20 * DAY_MS);
  deployed.stack.clearFaults();
  await deployed.sweep();
  await expectCompensated('swept');
  expect(deployed.leftMessages()).toEqual([]);
});

test('resolve closes it with its reason, and copies of the message afterwards change nothing', async () => {
  await stuckRefund('by-hand');
  const [copy] = messagesIn('errorsDeadLetterQueueUrl');
  expect(
    await resolveDeadLetters(ports(), { id: 'by-hand', reason: 'paid back by bank transfer' }),
  ).toMatchObject({
    steps: ['process-payment'],
    status: 'COMPENSATED',
  });
  await expectCompensated('by-hand');
  expect(deployed.leftMessages()).toEqual([]);
  const { events } = await deployed.read('order', 'by-hand');
  deployed.stack.clearFaults();
  for (let times = 0; times < 2; times++) await ports().errors.send(JSON.parse(copy?.body ?? ''));
  await deployed.stack.idle();
  expect((await deployed.read('order', 'by-hand')).events).toEqual(events);
  await expectCompensated('by-hand');
  expect(deployed.leftMessages()).toEqual([]);
});

test('a retriable step that fails for good: listed, and done by hand the saga is COMPLETED', async () => {
  deployed.stack.addFault({ command: 'notify-customer', kind: 'business', sagaId: 'untold', times: 99 });
  await deployed.start('order', 'untold');
  await deployed.stack.idle();
  expect((await deployed.read('order', 'untold')).state.status).toBe('COMPLETION_FAILED');
  expect(await deadLettersOf(ports(), 'untold')).toMatchObject([
    { step: 'notify-customer', phase: 'action', message: { place: 'dead-letter-queue' } },
  ]);
  await resolveDeadLetters(ports(), { id: 'untold', reason: 'called the customer' });
  const { header, state } = await deployed.read('order', 'untold');
  expect([header.status, state.status]).toEqual(['COMPLETED', 'COMPLETED']);
  expect((await deployed.ledgers('order', 'untold'))['notify-customer']).toBe('DONE');
  expect(deployed.leftMessages()).toEqual([]);
});

test('a compensation that was resolved stays resolved when the saga is unwound by another way', async () => {
  deployed.stack.addFault({ command: 'refund-payment', kind: 'business', sagaId: 'twofold', times: 99 });
  await deployed.start('order', 'twofold', exampleOf('order', 'address-not-served'));
  await deployed.stack.idle();
  await resolveDeadLetters(ports(), { id: 'twofold', reason: 'paid back in cash' });
  await deployed.stop('order', 'twofold');
  await deployed.sweep();
  const { state } = await deployed.read('order', 'twofold');
  expect(state.status).toBe('COMPENSATED');
  const ledgers = await deployed.ledgers('order', 'twofold');
  expectUndone(deployed.saga('order').definition, { ...ledgers });
});

test('a dead execution past the pivot is finished by one message, however often the sweeper looks', async () => {
  deployed.setRules(false);
  const release = deployed.clock.hold();
  deployed.stack.addFault({ command: 'notify-customer', kind: 'transient', sagaId: 'once', times: 1000 });
  await deployed.start('order', 'once');
  await deployed.hit({ command: 'notify-customer', sagaId: 'once' });
  await deployed.stop('order', 'once');
  release();
  await deployed.stack.idle();
  await deployed.passLongestRuns();
  for (let sweeps = 0; sweeps < 10; sweeps++) {
    for (const schedule of deployed.stack.schedules) deployed.stack.runSchedule(schedule);
    await deployed.stack.pass(5 * 60_000);
  }
  expect(messagesIn('errorsQueueUrl').filter(({ body }) => body.includes('once'))).toHaveLength(1);
  deployed.stack.clearFaults();
  await deployed.stack.idle();
  expect((await deployed.read('order', 'once')).state.status).toBe('COMPLETED');
  expect(deployed.leftMessages()).toEqual([]);
  deployed.setRules(true);
});
