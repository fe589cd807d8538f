import { RedriveExecutionCommand } from '@aws-sdk/client-sfn';
import { executionArn } from '../../../lib/runtime';
import type { Variant } from '../../every/variants';
import { Deployed } from './deployed';
import { allCases, type Case, executionStatus, expectEnds, interrupted } from './interrupted';

/**
 * Stops sagas by hand, one at each state of a variant, lets each be brought to its end from outside, and then redrives
 * the executions that were stopped, as somebody in the console may: they run on from where they were, against a saga
 * that is over. Expects that nothing comes of it.
 */
export const redriveAtEachState = async (
  variant: Variant,
  cases: readonly Case[] = allCases(variant),
): Promise<number> => {
  const deployed = await Deployed.open({}, variant.world);
  const redrive = async ({ saga, id, machine }: Case): Promise<void> => {
    const { ports } = deployed.saga(saga.name);
    const [arn, name] =
      machine === 'saga' ? [ports.stateMachineArn, id] : [ports.unwindMachineArn, `${id}-u1`];
    const command = new RedriveExecutionCommand({ executionArn: executionArn(arn, name) });
    await deployed.clients.sfn.send(command);
  };
  try {
    deployed.setSchedules(false);
    await interrupted(deployed, cases, ({ saga, id, machine }) =>
      deployed.stop(saga.name, machine === 'saga' ? id : `${id}-u1`, machine),
    );
    await expectEnds(deployed, cases, ({ end }) => end);
    for (const one of cases) await redrive(one);
    await deployed.stack.idle();
    for (const one of cases) {
      expect([one.id, await executionStatus(deployed, one)]).not.toEqual([one.id, 'ABORTED']);
    }
    await expectEnds(deployed, cases, ({ end }) => end);
    return cases.length;
  } finally {
    await deployed.close();
  }
};
