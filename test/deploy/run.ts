import { join } from 'node:path';
import { cdk, sagaDeploy } from './cdk';
import { connect } from './deployment';
import { startEmulator } from './emulator';
import { type Scenario, scenarios } from './scenarios';
import { checkStages } from './stages';

/**
 * Deploys both stacks as `npm run deploy` does, by the unmodified CDK CLI, to an emulator of AWS that is none of ours, runs
 * scenarios through the AWS SDK against what was deployed, and takes it away again. Its last line is `N of M scenarios as expected`.
 */
const main = async (): Promise<number> => {
  const root = join(__dirname, '..', '..');
  const say = (line: string): void => {
    process.stdout.write(`${line}\n`);
  };
  const emulator = await startEmulator(root);
  Object.assign(process.env, emulator.env);
  try {
    cdk(root, emulator.env, ['bootstrap', 'aws://000000000000/us-east-1']);
    const { status, output } = sagaDeploy(root, emulator.env, []);
    if (status !== 0) throw new Error(`saga deploy failed:\n${output}`);
    say('deployed by saga deploy and the CDK CLI');
    const deployment = await connect(root, emulator.endpoint);
    let asExpected = 0;
    const ran = scenarios.filter(({ skipped }) => !skipped).length;
    const runOne = async (scenario: Scenario): Promise<void> => {
      if (scenario.skipped) return say(`skipped  ${scenario.name}: ${scenario.skipped}`);
      try {
        await scenario.run(deployment);
        asExpected++;
        say(`ok       ${scenario.name}`);
      } catch (error) {
        say(`FAILED   ${scenario.name}: ${error instanceof Error ? error.message : String(error)}`);
      }
    };
    const inTurn = async (saga: string): Promise<void> => {
      for (const scenario of scenarios.filter((one) => one.saga === saga)) await runOne(scenario);
    };
    await Promise.all([...new Set(scenarios.map(({ saga }) => saga))].map(inTurn));
    const same = /Number of stacks with differences: 0\b/.test(cdk(root, emulator.env, ['diff']));
    say(`${same ? 'ok      ' : 'FAILED  '} cdk diff is empty`);
    deployment.clients.destroy();
    await checkStages(root, emulator.env);
    say('ok       a second stage beside it, which lost no protection');
    cdk(root, emulator.env, ['destroy', '--all', '--force']);
    say('destroyed by the CDK CLI');
    say(`${asExpected} of ${ran} scenarios as expected`);
    return asExpected === ran && same ? 0 : 1;
  } finally {
    await emulator.stop();
  }
};

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
