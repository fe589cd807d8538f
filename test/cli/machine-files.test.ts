import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runWith } from './test-host';

const JSON_MACHINE = JSON.stringify({
  StartAt: 'Ask',
  States: {
    Ask: { Type: 'Task', Resource: 'arn:aws:states:::ecs:runTask.sync', Next: 'Done' },
    Done: { Type: 'Succeed' },
  },
});

const YAML_MACHINE = `
StartAt: Ask
States:
  Ask:
    Type: Task # its service does not run here: it can be drawn and counted all the same
    Resource: arn:aws:states:::ecs:runTask.sync
    Next: Done
  Done: { Type: Succeed }
`;

const YAML_TEMPLATE = `
AWSTemplateFormatVersion: 2010-09-09
Resources:
  Role: { Type: 'AWS::IAM::Role' }
  Sub:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: !GetAtt Role.Arn
      DefinitionString: !Sub '${JSON_MACHINE}'
  Object:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: !If [Big, !GetAtt [Role, Arn], !Ref AWS::NoValue]
      Definition:
        StartAt: Ask
        States:
          Ask: { Type: Task, Resource: !Join [':', ['arn:aws:states::', 'sqs:sendMessage']], Next: Done }
          Done: { Type: Succeed }
`;

const files: Readonly<Record<string, string>> = {
  'm.json': JSON_MACHINE,
  'm.yaml': YAML_MACHINE,
  'm.yml': YAML_MACHINE,
  't.yaml': YAML_TEMPLATE,
  'broken.yaml': 'StartAt: [A\nStates: {}',
  'unknown.yaml': 'StartAt: !Wow A',
  'text.yaml': 'just text',
  'no-states.yaml': 'StartAt: A',
};

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'machines-'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(cwd, name), text);
});
afterAll(() => rm(cwd, { recursive: true }));

const run = (...argv: string[]) => runWith(argv, { cwd });

const SAME: readonly (readonly string[])[] = [
  ['--asl', 'm.json'],
  ['--asl', 'm.yaml'],
  ['--asl', 'm.yml'],
  ['--template', 't.yaml', '--machine', 'Sub'],
  ['--template', 't.yaml', '--machine', 'Object'],
];

it.each(SAME)('graph %s %s draws the machine', async (...options) => {
  const { code, stdout, stderr } = await run('graph', ...options);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toBe((await run('graph', '--asl', 'm.json')).stdout);
  expect(stdout).toMatch(/"Ask"[\s\S]*"Done"/);
});

it.each(SAME)('cost %s %s counts its transitions', async (...options) => {
  const { code, stdout, stderr } = await run('cost', ...options, '--start-overhead', '0', '--json');
  expect([code, stderr]).toEqual([0, '']);
  expect(JSON.parse(stdout)).toMatchObject({ transitions: { total: 20_000 } });
});

it.each(['graph', 'cost'])('%s tells what is wrong with a file', async (command) => {
  const said = async (...options: string[]) => (await run(command, ...options)).stderr;
  expect(await said('--asl', 'broken.yaml')).toMatch(
    /^saga: broken\.yaml is not YAML: .* at line 2, column 1; correct it/,
  );
  expect(await said('--asl', 'unknown.yaml')).toMatch(
    /^saga: unknown\.yaml is not YAML: Unresolved tag: !Wow at line 1/,
  );
  expect(await said('--asl', 'text.yaml')).toMatch(/^saga: file 'text\.yaml' holds no object/);
  expect(await said('--asl', 'no-states.yaml')).toMatch(/^saga: Malformed ASL: the definition has no States/);
  expect(await said('--asl', 'none.yaml')).toBe("saga: file 'none.yaml' does not exist\n");
  expect(await said('--template', 't.yaml')).toMatch(/choose one with --machine: Sub, Object/);
});

it('graph is told what to draw', async () => {
  expect((await run('graph')).stderr).toMatch(/^saga: draw what\? give one of: a saga \(order/);
  expect((await run('graph', 'order', '--asl', 'm.json')).stderr).toMatch(/^saga: draw what\?/);
});
