import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { App, Stack } from 'aws-cdk-lib';
import { DefinitionBody, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { startStack } from '../../lib/local';
import { clientsOf } from '../local/fixtures/clients';

const folder = mkdtempSync(join(tmpdir(), 'definition-file-'));
afterAll(() => rmSync(folder, { recursive: true }));

const DEFINITION = JSON.stringify({
  StartAt: 'Greet',
  States: { Greet: { Type: 'Pass', Result: '${greeting}', End: true } },
});

test('a machine whose definition is a file runs, with its substitutions', async () => {
  const file = join(folder, 'greet.asl.json');
  writeFileSync(file, DEFINITION);
  const app = new App({ outdir: join(folder, 'cdk.out') });
  const cdk = new Stack(app, 'Files');
  new StateMachine(cdk, 'Greet', {
    stateMachineName: 'greet',
    definitionBody: DefinitionBody.fromFile(file),
    definitionSubstitutions: { greeting: 'it costs $& 5' },
  });
  const assembly = app.synth().directory;
  const stack = await startStack({ assembly });
  const { states: sfn, destroy } = clientsOf(stack);
  const stateMachineArn = String(stack.stateMachines[0]?.arn);
  const { definition } = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
  expect(definition).toBe(DEFINITION.replace('${greeting}', () => 'it costs $& 5'));
  const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn }));
  await stack.idle();
  const described = await sfn.send(new DescribeExecutionCommand({ executionArn }));
  expect(described.output).toBe('"it costs $& 5"');
  destroy();
  await stack.stop();
});

test('a file that the assembly does not have is named', async () => {
  const template = {
    Resources: {
      Machine: {
        Type: 'AWS::StepFunctions::StateMachine',
        Properties: {
          RoleArn: 'arn:aws:iam::000000000000:role/r',
          DefinitionS3Location: { Bucket: 'b', Key: 'folder/machine.asl.json' },
        },
      },
    },
  };
  await expect(
    startStack({ templates: [{ stackName: 'Files', template, assetRoot: folder }] }),
  ).rejects.toThrow(
    'Files: Machine (AWS::StepFunctions::StateMachine): DefinitionS3Location names folder/machine.asl.json, which is no asset of the assembly',
  );
});
