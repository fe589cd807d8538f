import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { referenceOf, startOf } from '../../../lib/runtime';
import { hasCompensation } from '../../../lib/saga';
import type { Deployed } from '../../operations/support/deployed';
import { activeSteps, type Variant } from '../variants';
import { clientOptions } from './people';

/** A saga that goes well, started in each way that there is; one that is asked for twice, and turned back before its log had its input. */
export const startInEveryWay = async (deployed: Deployed, variant: Variant): Promise<void> => {
  const { definition, input } = variant;
  const { name } = definition;
  await deployed.start(name, `${name}-well`, input);
  const { resources } = deployed.saga(name);
  const sqs = new SQSClient(clientOptions(deployed, 'starter', name));
  const send = (MessageBody: string) =>
    sqs.send(new SendMessageCommand({ QueueUrl: resources.requestsQueueUrl, MessageBody }));
  await send('nonsense');
  const id = `${name}-asked`;
  const command = activeSteps(variant)[0]?.name ?? '';
  deployed.stack.addFault({ command, kind: 'crash-before', sagaId: id, times: 99 });
  for (let time = 1; time <= 2; time++) {
    await send(JSON.stringify({ saga: name, id, input }));
    await deployed.stack.idle();
  }
  sqs.destroy();
};

/** The first step, up to the pivot, whose compensation can fail. */
const undoable = (variant: Variant) => activeSteps(variant).filter(hasCompensation);

/** A saga that turns back, with a compensation that is given up. */
export const giveUp = async (deployed: Deployed, variant: Variant, id: string): Promise<void> => {
  const { definition, input } = variant;
  const steps = undoable(variant);
  const [first] = steps;
  const last = steps.at(-1);
  if (!first?.compensation || !last) throw new Error(`saga ${definition.name} has nothing to undo`);
  deployed.stack.addFault({ command: first.compensation, kind: 'business', sagaId: id, times: 99 });
  deployed.stack.addFault({ command: last.name, kind: 'business', sagaId: id, times: 99 });
  await deployed.start(definition.name, id, input);
  await deployed.stack.idle();
};

/** An execution that is stopped while its first step is under way, or after its last has begun. */
export const die = async (
  deployed: Deployed,
  variant: Variant,
  id: string,
  {
    at,
    heard,
    undone = true,
  }: { readonly at: 'first' | 'last'; readonly heard: boolean; readonly undone?: boolean },
): Promise<void> => {
  const { definition, input } = variant;
  const steps = activeSteps(variant);
  const { name: command = '' } = steps.at(at === 'first' ? 1 : -1) ?? {};
  deployed.stack.addFault({ command, kind: 'timeout', sagaId: id, times: 1 });
  const [first] = undoable(variant);
  if (!undone && first?.compensation)
    deployed.stack.addFault({ command: first.compensation, kind: 'business', sagaId: id, times: 99 });
  deployed.setRules(heard);
  await deployed.start(definition.name, id, input);
  await deployed.hit({ command, sagaId: id });
  await deployed.stop(definition.name, id);
  await deployed.stack.idle();
  deployed.setRules(true);
};

/** Whoever cancelled it marked it, and died before its unwind was started: only the sweeper finds that out. */
export const dieCancelling = async (
  deployed: Deployed,
  { definition }: Variant,
  id: string,
): Promise<void> => {
  const { ports } = deployed.saga(definition.name);
  const { header } = await deployed.read(definition.name, id);
  const mark = {
    type: 'CancelRequested',
    runner: 'operator',
    attempt: 1,
    at: ports.now(),
    reason: 'died',
  } as const;
  await ports.log.appendAndRaise(startOf(definition, referenceOf(header)), [mark], 'COMPENSATING');
};
