import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { Case } from '../../matrix/cases';
import { checkCase, type Observed } from '../../matrix/check';
import { checkCounters } from '../../matrix/counters';
import type { OpenBench } from '../../matrix/stack';
import type { Deployed } from '../../operations/support/deployed';

const DAY_MS = 86_400_000;
/** No message of SQS is alive for as long. */
const QUIET_DAYS = 15;

/** Starts a saga as a client does that has nothing but the queue for requests, and waits until all is done. */
export const play = async (deployed: Deployed, { id, variant, faults }: Case): Promise<void> => {
  const { definition, input } = variant;
  for (const fault of faults) deployed.stack.addFault({ ...fault, sagaId: id });
  await deployed.clients.sqs.send(
    new SendMessageCommand({
      QueueUrl: deployed.saga(definition.name).resources.requestsQueueUrl,
      MessageBody: JSON.stringify({ saga: definition.name, id, input }),
    }),
  );
  await deployed.stack.idle();
  deployed.stack.clearFaults({ sagaId: id });
};

/** What is not as it must be, in words, before anybody swept. */
export const judge = async (deployed: Deployed, one: Case, wanted: Observed): Promise<readonly string[]> => {
  const { definition } = one.variant;
  const bench: OpenBench = {
    stack: deployed.stack,
    clients: deployed.clients,
    resources: ({ name }) => deployed.saga(name).resources,
  };
  const { header } = await deployed.read(definition.name, one.id);
  return [
    ...(await checkCase(bench, one, wanted)),
    ...(await checkCounters(bench)),
    ...(header.status === wanted.status ? [] : [`the header says ${header.status}, not ${wanted.status}`]),
    ...deployed.leftMessages().map((message) => `left: ${message}`),
  ];
};

/**
 * What still happens in the days after such sagas, although sweepers come: nothing must. Where no function runs but the
 * sweepers, and those send nothing, ledgers and counters are as they were judged.
 */
export const afterwards = async (deployed: Deployed, all: readonly Case[]): Promise<readonly string[]> => {
  const { stack } = deployed;
  const before = await Promise.all(all.map((one) => logOf(deployed, one)));
  const executions = stack.executions().length;
  const invocations = invoked(deployed);
  stack.resetCalls();
  await stack.pass(DAY_MS);
  await deployed.sweep();
  await stack.pass((QUIET_DAYS - 1) * DAY_MS);
  await deployed.sweep();
  const sent = stack
    .calls()
    .filter(({ operation }) => SENDING.includes(operation))
    .map(({ service, operation, resource, by }) => `${by}: ${service} ${operation} ${resource}`);
  const ran = invoked(deployed) - invocations - 2 * stack.schedules.length;
  const began = stack.executions().length - executions;
  const after = await Promise.all(all.map((one) => logOf(deployed, one)));
  return [
    ...sent,
    ...(began === 0 ? [] : [`${began} executions began`]),
    ...(ran === 0 ? [] : [`functions beside the sweepers ran ${ran} times`]),
    ...all.filter((_one, at) => before[at] !== after[at]).map(({ id }) => `the log of ${id} has changed`),
    ...deployed.leftMessages().map((message) => `left: ${message}`),
  ].map((line) => `in the days after ${all[0]?.id} to ${all.at(-1)?.id}: ${line}`);
};

const SENDING = ['SendMessage', 'SendMessageBatch', 'StartExecution', 'Publish', 'PutEvents'];

const invoked = ({ stack }: Deployed): number =>
  stack.functionUsage().reduce((sum, { invocations }) => sum + invocations, 0);

const logOf = async (deployed: Deployed, { id, variant }: Case): Promise<string> => {
  const { header, events } = await deployed.read(variant.definition.name, id);
  return JSON.stringify([header, events]);
};
