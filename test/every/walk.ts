import { DeleteCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { CallNote } from '../../lib/local/http';
import { isoTime } from '../../lib/runtime';
import { COUNTER_PREFIX, elementOf, flatSteps, type SagaDefinition } from '../../lib/saga';
import { commandsOf, sagaOf } from '../runtime/support/commands';
import { DynamoDbEndpoint } from '../runtime/support/dynamodb-endpoint';
import { isAsked } from './asked';
import type { World } from './world';

type Results = Readonly<Record<string, unknown>>;

/** What becomes of an input when nothing else goes wrong, as conditions and handlers alone have it. */
export interface Walk {
  /** Conditional steps that the input did not ask for, up to where it came: to the end of the group in which it failed. */
  readonly skipped: readonly string[];
  /** Step → what its handler answered. */
  readonly results: Results;
  /** Step → counters that its handler asked for, where there are any. */
  readonly counters: Readonly<Record<string, number>>;
  /** The step that said no, and the code of its reason. */
  readonly refusal?: { readonly step: string; readonly code: string };
}

/** Example → its walk. */
export type Walks = Readonly<Record<string, Walk>>;

const walkOne = async (
  world: World,
  endpoint: DynamoDbEndpoint,
  definition: SagaDefinition,
  id: string,
  input: unknown,
): Promise<Walk> => {
  const { action } = commandsOf(definition, input);
  const saga = { ...sagaOf(definition, id), startTime: isoTime(Date.now()) };
  const results: Record<string, unknown> = {};
  const counters: Record<string, number> = {};
  const skipped: string[] = [];
  let refusal: Walk['refusal'];
  for (const step of flatSteps(definition)) {
    if (refusal && elementOf(definition, step.name) !== elementOf(definition, refusal.step)) break;
    if (!(await isAsked(step, { input, results }))) {
      skipped.push(step.name);
      continue;
    }
    if (refusal) continue;
    endpoint.forget();
    try {
      results[step.name] = await world.handler(definition.name, step.by)(
        action(step.name, { saga, results: { ...results }, skipped: [...skipped] }),
        { getRemainingTimeInMillis: () => 10_000 },
      );
    } catch (error) {
      const { name, message } = error as Error;
      if (name !== 'BusinessError') throw error;
      refusal = { step: step.name, code: message.split(':')[0] ?? '' };
    }
    const asked = Math.max(0, ...endpoint.calls.map(countersIn));
    if (asked > 0) counters[step.name] = asked;
  }
  return { skipped, results, counters, ...(refusal ? { refusal } : {}) };
};

/** A transaction of the ledger: its item, the counters, and the records. */
const countersIn = ({ operation, input }: CallNote): number =>
  operation === 'TransactWriteItems'
    ? (input.TransactItems as readonly Written[]).filter(isCounter).length
    : 0;

/** An item of a transaction as the wire has it. */
interface Written {
  readonly Update?: { readonly Key: { readonly pk: { readonly S: string } } };
}

const isCounter = ({ Update }: Written): boolean => Update?.Key.pk.S.startsWith(COUNTER_PREFIX) ?? false;

/** The handlers take their tables from the environment once in a process: all worlds share them. */
interface Tables {
  readonly endpoint: DynamoDbEndpoint;
  readonly participants: string;
}

let opened: Promise<Tables> | undefined;
afterAll(async () => (await opened)?.endpoint.close());

const open = async (): Promise<Tables> => {
  const endpoint = await DynamoDbEndpoint.open();
  const participants = await endpoint.participantTable();
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: endpoint.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    TABLE_NAME: participants,
    SAGA_LOG_TABLE: await endpoint.logTable(),
  });
  return { endpoint, participants };
};

const walkAll = async (world: World): Promise<Readonly<Record<string, Walks>>> => {
  opened ??= open();
  const { endpoint, participants } = await opened;
  const quiet = jest.spyOn(console, 'log').mockReturnValue();
  try {
    const found: Record<string, Record<string, Walk>> = {};
    for (const definition of Object.values(world.sagas)) {
      const walks: Record<string, Walk> = {};
      for (const [example, input] of Object.entries(world.examples(definition.name))) {
        walks[example] = await walkOne(world, endpoint, definition, example, input);
        await empty(endpoint, participants);
      }
      found[definition.name] = walks;
    }
    return found;
  } finally {
    quiet.mockRestore();
  }
};

/** The next example finds fresh counters. */
const empty = async ({ client }: DynamoDbEndpoint, TableName: string): Promise<void> => {
  const { Items = [] } = await client.send(new ScanCommand({ TableName }));
  for (const { pk } of Items) await client.send(new DeleteCommand({ TableName, Key: { pk } }));
};

const walked = new Map<World, Promise<Readonly<Record<string, Walks>>>>();

/**
 * Walks each example of each saga, once in a process: command by command, the real handlers on a database in memory.
 * @returns saga → example → its walk
 */
export const walksOf = (world: World): Promise<Readonly<Record<string, Walks>>> => {
  const known = walked.get(world) ?? walkAll(world);
  walked.set(world, known);
  return known;
};
