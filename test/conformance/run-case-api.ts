import {
  CreateStateMachineCommand,
  type HistoryEvent,
  paginateGetExecutionHistory,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { type Clock, JumpingClock, sleep } from '../../lib/engine';
import { type EmbeddedStack, startStack } from '../../lib/local';
import { functionStack } from './api-functions';
import type { Event } from './canonical';
import type { RecordedCase } from './recorded-case';
import { ACCOUNT, OBSERVED_MS, START_OF_TIME } from './run-case';

// Eight lines for each process, also where nothing is deployed with this Node.js.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

/**
 * Runs a recorded machine behind the API of the embedded stack, as a client would. Undefined when a function of the
 * case cannot run there.
 */
export const runCaseThroughApi = async (recorded: RecordedCase): Promise<readonly Event[] | undefined> => {
  const functions = functionStack(recorded);
  if (!functions) return undefined;
  const clock = new JumpingClock(() => START_OF_TIME);
  const stack = await startStack({ clock, templates: [functions], iam: 'off', random: () => 0.5 });
  try {
    return await run(stack, clock, recorded);
  } finally {
    await stack.stop();
  }
};

const run = async (
  stack: EmbeddedStack,
  clock: Clock,
  { definition, input }: RecordedCase,
): Promise<readonly Event[]> => {
  const client = new SFNClient({
    region: stack.region,
    endpoint: stack.endpoint,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  try {
    const { stateMachineArn } = await client.send(
      new CreateStateMachineCommand({
        name: 'recorded',
        definition: JSON.stringify(definition).replaceAll(ACCOUNT, stack.accountId),
        roleArn: `arn:aws:iam::${stack.accountId}:role/recorded`,
      }),
    );
    const { executionArn } = await client.send(
      new StartExecutionCommand({ stateMachineArn, name: 'recorded', input }),
    );
    await Promise.race([stack.idle(), sleep(clock, OBSERVED_MS)]);
    const events: HistoryEvent[] = [];
    const pages = paginateGetExecutionHistory({ client }, { executionArn, maxResults: 1000 });
    for await (const page of pages) events.push(...(page.events ?? []));
    const text = JSON.stringify(events).replaceAll(stack.accountId, ACCOUNT);
    return JSON.parse(text) as Event[];
  } finally {
    client.destroy();
  }
};
