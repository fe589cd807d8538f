import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { eraseSaga, planErasure, rerunSaga } from '../../lib/operations';
import { startSaga } from '../../lib/runtime';
import {
  FOREVER,
  flatSteps,
  hasCompensation,
  isOver,
  ledgerKey,
  type SagaDefinition,
  type SagaEvent,
  sagaKey,
} from '../../lib/saga';
import { runWith } from '../cli/test-host';
import { activeSteps, fullest, type Variant } from '../every/variants';
import { project } from '../every/world';
import { generated } from '../generated/world';
import { Deployed } from '../operations/support/deployed';

const DAY_MS = 86_400_000;

/** Of the generated sagas one: what differs between them is how many steps there are. */
const worlds = [
  ['this project', project, Object.keys(project.sagas)],
  ['the generated ones', generated, Object.keys(generated.sagas).slice(0, 1)],
] as const;

/** Everything that a test put into a saga, as far as it can be told from what the saga makes of it. */
const saidIn = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return value.length > 5 ? [value] : [];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(saidIn) : [];
};

describe.each(worlds)('sagas of %s', (_world, world, names) => {
  let deployed: Deployed;
  beforeAll(async () => {
    deployed = await Deployed.open({}, world);
    deployed.setSchedules(false);
  });
  afterAll(() => deployed.close());

  const itemsOf = async (name: string, id: string) => {
    const { resources } = deployed.saga(name);
    const { Items = [] } = await deployed.clients.dynamodb.send(
      new QueryCommand({
        TableName: resources.logTable,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': sagaKey({ name, id }) },
        ConsistentRead: true,
      }),
    );
    return Items;
  };
  const ledgerItemsOf = async (definition: SagaDefinition, id: string) => {
    const { resources } = deployed.saga(definition.name);
    const found = await Promise.all(
      flatSteps(definition).map(async ({ name, by }) => {
        const { Item } = await deployed.clients.dynamodb.send(
          new GetCommand({
            TableName: resources.tableOf(by),
            Key: { pk: ledgerKey({ name: definition.name, id }, name) },
          }),
        );
        return Item ?? [];
      }),
    );
    return found.flat();
  };
  /** One that goes well, one that turns back at its last step with a compensation, one that is given up. */
  const runThree = async (variant: Variant, prefix: string) => {
    const { definition, input } = variant;
    const { name } = definition;
    const undoable = activeSteps(variant).filter(hasCompensation);
    const fails = (id: string, command: string) =>
      deployed.stack.addFault({ command, kind: 'business', sagaId: id, times: 99 });
    const ids = [`${prefix}-well`, `${prefix}-back`, `${prefix}-stuck`] as const;
    const [last] = undoable.slice(-1);
    if (last) for (const id of ids.slice(1)) fails(id, last.name);
    if (undoable[0]) fails(ids[2], undoable[0].compensation);
    for (const id of ids) await deployed.start(name, id, input);
    await deployed.stack.idle();
    return ids;
  };

  test.each(
    names,
  )('%s: once its retention is over nothing but the header is left, of what is over alone', async (name) => {
    const variant = await fullest(world, name);
    const { definition, input } = variant;
    const { retentionSeconds } = definition;
    if (retentionSeconds === FOREVER) throw new Error(`${name} is kept for ever: give the test another saga`);
    const [well, back, stuck] = await runThree(variant, `${name}-kept`);
    const statusOf = async (id: string) => (await deployed.read(name, id)).header.status;
    const before = { [well]: await statusOf(well), [back]: await statusOf(back) };
    const isStuck = !isOver(await statusOf(stuck));
    const openItems = await itemsOf(name, stuck);

    await deployed.stack.pass(retentionSeconds * 1000 - 20 * DAY_MS);
    await deployed.sweep();
    expect((await itemsOf(name, well)).length).toBeGreaterThan(1);
    expect((await ledgerItemsOf(definition, well)).length).toBeGreaterThan(0);

    await deployed.stack.pass(21 * DAY_MS);
    await deployed.sweep();
    for (const id of [well, back]) {
      expect(await ledgerItemsOf(definition, id)).toEqual([]);
      const [header, ...events] = await itemsOf(name, id);
      expect(events).toEqual([]);
      expect(header).toMatchObject({ sagaId: id, status: before[id], closed: { as: 'removed' } });
      for (const gone of ['input', 'topic', 'steps', 'statusShard']) expect(header).not.toHaveProperty(gone);
    }
    // What is open keeps all that was there, however old it is.
    if (isStuck) {
      const keys = (await itemsOf(name, stuck)).map(({ sk }) => sk);
      expect(keys).toEqual(expect.arrayContaining(openItems.map(({ sk }) => sk)));
      expect((await ledgerItemsOf(definition, stuck)).length).toBeGreaterThan(0);
    }
    // An id is used once, also by who starts it past the log.
    const { ports } = deployed.saga(name);
    await expect(startSaga(ports, definition, well, input)).rejects.toMatchObject({ code: 'SagaIdTaken' });
    const left = await itemsOf(name, well);
    await ports.orchestrator.start(ports.stateMachineArn, well, JSON.stringify(input)).catch(() => undefined);
    await deployed.stack.idle();
    expect((await itemsOf(name, well))[0]).toEqual(left[0]);
  });

  test.each(
    names,
  )('%s: erased, nothing that it was told or answered is in log or ledgers; the rest stays', async (name) => {
    // Counters of sagas that were removed have nobody any more who says what was taken.
    await deployed.refill(name);
    const variant = await fullest(world, name);
    const { definition, input } = variant;
    const ids = await runThree(variant, `${name}-erased`);
    const { ports } = deployed.saga(name);
    for (const id of ids) {
      const { header, events, state } = await deployed.read(name, id);
      if (!isOver(state.status)) {
        await expect(eraseSaga(ports, id, 'asked')).rejects.toMatchObject({ code: 'SagaNotOver' });
        expect(await deployed.read(name, id)).toEqual({ header, events, state });
        continue;
      }
      const said = new Set([...saidIn(input), ...events.flatMap(({ data }) => saidIn(data))]);
      const ledgersBefore = await deployed.ledgers(name, id);
      const ofWorld = world === project;
      if (ofWorld) {
        const { code, stdout } = await runWith(['erase', id, '--reason', 'asked', '--yes', '--saga', name], {
          env: { ...process.env, AWS_ENDPOINT_URL: deployed.stack.endpoint },
        });
        expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('is erased') });
      } else await eraseSaga(ports, id, 'asked');

      const after = await deployed.read(name, id);
      expect(after.state.status).toBe(state.status);
      expect(after.state.steps).toEqual(state.steps);
      expect(after.events.filter(({ type }) => type === 'SagaErased')).toMatchObject([{ reason: 'asked' }]);
      const kept = after.events.filter(({ type }) => type !== 'SagaErased');
      const skeleton = (list: readonly SagaEvent[]) =>
        list.map(({ type, step, at, runner }) => [type, step, at, runner]);
      expect(skeleton(kept)).toEqual(skeleton(events));
      expect(await deployed.ledgers(name, id)).toEqual(ledgersBefore);
      // The definition's own words are no secret of anybody's.
      const text = JSON.stringify([
        (await itemsOf(name, id)).map(({ steps: _steps, ...item }) => item),
        (await ledgerItemsOf(definition, id)).map(({ effects: _effects, ...item }) => item),
      ]);
      const words = JSON.stringify([header.steps, id, after.events.map(({ at }) => at)]);
      expect([...said].filter((word) => text.includes(word) && !words.includes(word))).toEqual([]);
      // Nobody hears of what was changed again: only the erasure itself has a topic.
      const topics = (await itemsOf(name, id)).filter(
        ({ topic, data, error, reason }) => topic !== undefined && (data ?? reason ?? error) !== undefined,
      );
      expect(topics.map(({ type }) => type).filter((type) => type !== 'StepFenced')).toEqual(['SagaErased']);
      // It is over for good, and erasing it again is harmless.
      await expect(rerunSaga(ports, id)).rejects.toMatchObject({ code: 'SagaClosed' });
      await expect(startSaga(ports, definition, id, input)).rejects.toMatchObject({ code: 'SagaIdTaken' });
      expect(await eraseSaga(ports, id, 'again')).toMatchObject({ events: 0, ledgerItems: 0 });
      expect(await planErasure(ports, id)).toMatchObject({ input: false, events: 0, refusal: null });
    }
    expect(await deployed.wrongCounters(name)).toEqual([]);
  });
});
