import assert from 'node:assert/strict';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { stackNameOf } from '../../lib/saga';
import { sagas } from '../../lib/sagas';
import { sagaDeploy } from './cdk';

/**
 * A second stage beside the first, in the same account and region; then it is told to keep nothing any more, and nothing
 * happens.
 * @throws Error with what was printed
 */
export const checkStages = async (root: string, env: Readonly<Record<string, string>>): Promise<void> => {
  const deployed = sagaDeploy(root, env, ['-c', 'stage=prod']);
  assert.equal(deployed.status, 0, deployed.output);
  const names = Object.keys(sagas).flatMap((name) => [stackNameOf(name, 'dev'), stackNameOf(name, 'prod')]);
  const before = await stamps(names);
  const refused = sagaDeploy(root, env, ['-c', 'stage=prod', '-c', 'keep=false']);
  assert.equal(refused.status, 1, refused.output);
  assert.match(refused.output, /nothing was deployed, because it would take away what protects data/);
  assert.match(
    refused.output,
    /-prod: \w+ \(AWS::DynamoDB::GlobalTable\): its deletion protection is switched off/,
  );
  assert.deepEqual(await stamps(names), before);
};

/** When each stack was changed last. */
const stamps = async (names: readonly string[]): Promise<readonly unknown[]> => {
  const client = new CloudFormationClient({});
  try {
    return await Promise.all(
      names.map(async (StackName) => {
        const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }));
        const [{ StackStatus, LastUpdatedTime } = {}] = Stacks ?? [];
        assert.match(String(StackStatus), /^(CREATE|UPDATE)_COMPLETE$/);
        return [StackName, StackStatus, LastUpdatedTime];
      }),
    );
  } finally {
    client.destroy();
  }
};
