import { DeleteFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DeleteStateMachineVersionCommand, SFNClient } from '@aws-sdk/client-sfn';
import { DAYS_AFTER_DEADLINE, FOREVER, participantNames } from '../../../lib/saga';
import type { Deployed } from '../../operations/support/deployed';
import { activeSteps, type Variant } from '../variants';
import { type Cli, clientOptions, personaOf } from './people';

const DAY_SECONDS = 86_400;

/** Every command that works on what is deployed, as an operator, and what a starter may. */
export const commandsOf = async (deployed: Deployed, cli: Cli, variant: Variant): Promise<void> => {
  const { name } = variant.definition;
  const own = ['--saga', name];
  const operator = personaOf(deployed, 'operator', name);
  const starter = personaOf(deployed, 'starter', name);
  const id = (what: string): string => `${name}-${what}`;
  await cli.run(operator, 'start', name, '--id', id('by-operator'));
  await cli.run(starter, 'start', name, '--id', id('by-starter'));
  await deployed.stack.idle();
  for (const who of [operator, starter]) {
    await cli.run(who, 'show', id('by-starter'), ...own);
    await cli.run(who, 'list', ...own);
  }
  await cli.run(operator, 'replay', id('by-starter'), ...own);
  await cli.run(operator, 'rerun', id('by-starter'), ...own);
  await cli.run(operator, 'dead-letters', 'list', ...own);
  await cli.run(operator, 'dead-letters', 'list', '--queue', ...own);
  await cli.run(operator, 'dead-letters', 'show', id('given-up'), ...own);
  await cli.run(operator, 'dead-letters', 'redrive', id('given-up'), ...own);
  await deployed.stack.idle();
  await cli.run(operator, 'dead-letters', 'resolve', id('given-up'), '--reason', 'by hand', ...own);
  await cli.run(operator, 'counters', ...own);
  await cli.run(operator, 'counters', '--history', ...own);
  const [first = ''] = [...new Set(activeSteps(variant).map(({ by }) => by))];
  await cli.run(operator, 'counters', 'set', first, 'left/over', '3', '--new', '--reason', 'counted', ...own);
  await cli.run(operator, 'counters', 'add', first, 'left/over', '-1', '--reason', 'broken', ...own);
  for (const [participant, types] of Object.entries(variant.definition.records)) {
    await cli.run(operator, 'records', participant, ...own);
    for (const { index } of Object.values(types))
      if (index) await cli.run(operator, 'records', participant, '--by', `${index}=any`, ...own);
  }
  await cli.run(operator, 'prune', ...own);
  await cli.run(operator, 'erase', id('by-operator'), '--reason', 'asked', '--yes', ...own);
};

/** Cancelling, of a saga that runs and may be, and of one that is over. */
export const cancelOf = async (deployed: Deployed, cli: Cli, variant: Variant): Promise<void> => {
  const { definition, input } = variant;
  const { name, cancellable } = definition;
  if (cancellable === 'never') return;
  const id = `${name}-cancelled`;
  const operator = personaOf(deployed, 'operator', name);
  const starter = personaOf(deployed, 'starter', name);
  const command = activeSteps(variant)[1]?.name ?? '';
  deployed.stack.addFault({ command, kind: 'timeout', sagaId: id, times: 1 });
  await deployed.start(name, id, input);
  await deployed.hit({ command, sagaId: id });
  await cli.run(operator, 'cancel', id, '--dry-run', '--saga', name);
  await cli.run(operator, 'cancel', id, '--reason', 'asked', '--yes', '--saga', name);
  await deployed.stack.idle();
  for (const who of [operator, starter]) await cli.run(who, 'show', id, '--saga', name);
};

/** So much time passes that what is over is removed. */
export const removalOf = async (deployed: Deployed, { definition }: Variant): Promise<void> => {
  const { retentionSeconds, deadlineSeconds } = definition;
  if (retentionSeconds === FOREVER) return;
  const afterDeadline = deadlineSeconds + DAYS_AFTER_DEADLINE * DAY_SECONDS;
  await deployed.stack.pass((Math.max(retentionSeconds, afterDeadline) + 30 * DAY_SECONDS) * 1000);
  await deployed.sweep();
};

/** Taking versions away: judged here, and refused for another reason. */
export const deletionsOf = async (deployed: Deployed, { definition }: Variant): Promise<void> => {
  const { resources } = deployed.saga(definition.name);
  const options = clientOptions(deployed, 'operator', definition.name);
  const sfn = new SFNClient(options);
  const lambda = new LambdaClient(options);
  const stateMachineVersionArn = `${resources.stateMachineArn}:1`;
  await expect(
    sfn.send(new DeleteStateMachineVersionCommand({ stateMachineVersionArn })),
  ).rejects.toMatchObject({ name: 'ConflictException' });
  const FunctionName = resources.functionOf(participantNames(definition)[0] ?? '');
  await expect(
    lambda.send(new DeleteFunctionCommand({ FunctionName, Qualifier: '1' })),
  ).rejects.toMatchObject({ name: 'UnsupportedOperation' });
  sfn.destroy();
  lambda.destroy();
};
