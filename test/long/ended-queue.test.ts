import { statusTopic } from '../../lib/saga';
import { sagas } from '../../lib/sagas';
import { project } from '../every/world';
import { Deployed } from '../operations/support/deployed';

let deployed: Deployed;

beforeAll(async () => {
  deployed = await Deployed.open();
});

afterAll(() => deployed.close());

interface Told {
  readonly 'detail-type': string;
  readonly detail: { readonly saga: string };
}

/** What the example queue of a saga was told: topic and saga. */
const told = (saga: string): readonly string[] => {
  const url = Object.values(deployed.stack.outputs).find(({ SagaName }) => SagaName === saga)?.EndedQueueUrl;
  return deployed.stack.messages(String(url).split('/').at(-1) ?? '').map(({ body }) => {
    const event = JSON.parse(body) as Told;
    return `${event['detail-type']} ${event.detail.saga}`;
  });
};

test.each(
  Object.keys(sagas),
)('each %s saga that is over tells so, once, through stream, pipe, bus and rule', async (saga) => {
  const ids = Object.entries(project.examples(saga)).map(([example, input]) => ({
    id: `ended-${example}`,
    input,
  }));
  for (const { id, input } of ids) await deployed.start(saga, id, input);
  await deployed.stack.idle();
  const ends = await Promise.all(
    ids.map(async ({ id }) => ({ id, topic: statusTopic((await deployed.read(saga, id)).state.status) })),
  );
  expect([...told(saga)].sort()).toEqual(ends.map(({ id, topic }) => `${topic} ${saga}/${id}`).sort());
  const topics = [...new Set(ends.map(({ topic }) => topic))].sort();
  expect(topics).toEqual([statusTopic('COMPENSATED'), statusTopic('COMPLETED')]);
});
