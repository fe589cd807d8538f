import { deploymentsIn, stacksOfStage } from '../../lib/operations';

const outputs = (saga: string): Readonly<Record<string, string>> => ({
  SagaName: saga,
  StateMachineArn: 'arn:machine',
  StateMachineStartArn: 'arn:machine:live',
  UnwindMachineArn: 'arn:unwind',
  SagaLogTable: 'log',
  SagaErrorsQueueUrl: 'http://errors',
  SagaErrorsDeadLetterQueueUrl: 'http://errors-dead',
  SagaRequestsQueueUrl: 'http://requests',
  SagaRequestsDeadLetterQueueUrl: 'http://requests-dead',
  ParticipantTravelAgentsTable: 'agents',
});

test('a saga is found by the outputs of its stack', () => {
  const found = deploymentsIn([
    { stackName: 'A', outputs: outputs('order') },
    { stackName: 'B', outputs: outputs('travel') },
  ]);
  expect([...found.keys()]).toEqual(['order', 'travel']);
  expect(found.get('order')).toMatchObject({ startArn: 'arn:machine:live', logTable: 'log' });
  expect(found.get('travel')?.tableOf('travel-agents')).toBe('agents');
});

test('two stacks with the same saga have to be told apart', () => {
  expect(() =>
    deploymentsIn([
      { stackName: 'Blue', outputs: outputs('order') },
      { stackName: 'Green', outputs: outputs('order') },
    ]),
  ).toThrow('the stacks Blue and Green both hold the order saga: name one with --stack');
});

test('two stages of a saga are told apart by their name', () => {
  const staged = ['dev', 'prod'].map((stage) => ({
    stackName: `Order-${stage}`,
    outputs: { ...outputs('order'), SagaStage: stage, SagaLogTable: `log-${stage}` },
  }));
  expect(() => deploymentsIn(staged)).toThrow(
    'the stacks Order-dev and Order-prod both hold the order saga: name one with --stack, or its stage with --stage',
  );
  for (const stage of ['dev', 'prod'])
    expect(deploymentsIn(stacksOfStage(staged, stage)).get('order')?.logTable).toBe(`log-${stage}`);
  expect(stacksOfStage([...staged, { stackName: 'Old', outputs: outputs('order') }], 'test')).toEqual([]);
});

test('a stack of an earlier version names the output that it lacks', () => {
  const { SagaLogTable: _, ...rest } = outputs('order');
  expect(() => deploymentsIn([{ stackName: 'Old', outputs: rest }])).toThrow(/no output 'SagaLogTable'/);
});
