import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { inspectSaga, type SagaReport } from '../../lib/operations';
import { flatSteps, ledgerKey, type SagaDefinition } from '../../lib/saga';
import { sagas } from '../../lib/sagas';
import { runWith } from '../cli/test-host';
import { Deployed } from '../operations/support/deployed';

/** Every step of every saga whose undo takes back a record as a whole, as its ledger says after a run. */
interface Wholly {
  readonly saga: string;
  readonly step: string;
  readonly by: string;
  readonly type: string;
  readonly id: string;
}

const ID = 'meddled';

let deployed: Deployed;
const cli = (...argv: readonly string[]) =>
  runWith([...argv, '--as', 'operator'], {
    env: { ...process.env, AWS_ENDPOINT_URL: deployed.stack.endpoint },
  });
const report = (saga: string): Promise<SagaReport> => {
  const { definition, resources } = deployed.saga(saga);
  return inspectSaga(deployed.clients, resources, { id: ID, definition });
};
const wholly = async (definition: SagaDefinition): Promise<readonly Wholly[]> => {
  const { ports } = deployed.saga(definition.name);
  const found = await Promise.all(
    flatSteps(definition).map(async ({ name: step, by }) => {
      const item = await ports.ledgerOf(by).read(ledgerKey({ name: definition.name, id: ID }, step));
      return (item?.records ?? [])
        .filter(({ undo }) => undo.kind === 'delete' || undo.kind === 'restore')
        .map(({ type, id }) => ({ saga: definition.name, step, by, type, id }));
    }),
  );
  return found.flat();
};
const rowOf = async ({ saga, by, type, id }: Wholly) =>
  deployed.saga(saga).ports.recordsOf(by).get({ type, id });
/** As a service writes to its own row without a saga: it raises the version. */
const meddle = ({ saga, by, type, id }: Wholly) =>
  deployed.clients.dynamodb.send(
    new UpdateCommand({
      TableName: deployed.saga(saga).resources.tableOf(by),
      Key: { pk: `${type}#${id}` },
      UpdateExpression: 'SET #version = #version + :one, seenBy = :who',
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: { ':one': 1, ':who': 'somebody else' },
    }),
  );

beforeAll(async () => {
  deployed = await Deployed.open();
  deployed.setSchedules(false);
  for (const saga of Object.keys(sagas)) await deployed.start(saga, ID);
  await deployed.stack.idle();
});
afterAll(() => deployed.close());

test('a record that somebody else has changed between do and undo is parked by name, kept as it is, and resolved by an operator', async () => {
  const all = (await Promise.all(Object.values(sagas).map(wholly))).flat();
  expect(all.length).toBeGreaterThan(0);
  for (const one of all) await meddle(one);
  const changed = await Promise.all(all.map(rowOf));
  for (const saga of new Set(all.map((one) => one.saga))) {
    expect(await cli('cancel', ID, '--saga', saga, '--reason', 'test', '--yes')).toMatchObject({ code: 0 });
  }
  await deployed.stack.idle();

  expect(await Promise.all(all.map(rowOf))).toEqual(changed);
  for (const { saga, step, type, id } of all) {
    const { status, deadLetters } = await report(saga);
    expect(status).toBe('COMPENSATION_FAILED');
    expect(deadLetters.map((letter) => letter.step)).toContain(step);
    const { events } = await report(saga);
    const failed = events.filter((event) => event.step === step && event.type === 'CompensationFailed');
    expect(failed.map(({ error }) => error?.cause).join()).toContain(
      `ChangedSince: ${type}#${id} was changed since`,
    );
  }

  for (const saga of new Set(all.map((one) => one.saga))) {
    const resolved = await cli(
      'dead-letters',
      'resolve',
      ID,
      '--saga',
      saga,
      '--reason',
      'put right by hand',
    );
    expect(resolved).toMatchObject({ code: 0 });
    expect(['COMPENSATED', 'PARTLY_COMPENSATED']).toContain((await report(saga)).status);
  }
  expect(await Promise.all(all.map(rowOf))).toEqual(changed);
});
