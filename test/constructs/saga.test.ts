import { Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { App, Stack } from 'aws-cdk-lib/core';
import { ParticipantFunction, Saga, SagaLogTable, type SagaProps } from '../../lib/constructs';
import type { SagaDefinition } from '../../lib/saga';
import { parcelSaga } from './parcel-saga';

const code = Code.fromInline('//');
const operations = { redrive: code, sweeper: code, start: code };
const newStack = () => new Stack(new App({ builtinCloudFormationValidation: false }), 'Test');
const participant = (stack: Stack, id: string) => new ParticipantFunction(stack, id, { code });

type Parcel = SagaProps<typeof parcelSaga>['participants'];

describe('a saga with a queue step', () => {
  const stack = newStack();
  const saga = new Saga(stack, 'Parcel', {
    definition: parcelSaga,
    participants: { desk: participant(stack, 'Desk'), carrier: participant(stack, 'Carrier') },
    operations,
  });
  const template = Template.fromStack(stack);

  it('gives a queue to the participant whose step asks for it, and to no other', () => {
    expect(saga.participants.carrier?.commands).toBeDefined();
    expect(saga.participants.desk?.commands).toBeUndefined();
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { MAX_RECEIVE_COUNT: '12' } },
      Timeout: 10,
    });
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BatchSize: 5,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 10 },
    });
  });

  it('lets that participant answer tasks of the forward machine, by a policy beside its role', () => {
    const policies = Object.entries(template.findResources('AWS::IAM::Policy')).filter(([, policy]) =>
      JSON.stringify(policy).includes('states:SendTaskSuccess'),
    );
    expect(policies).toHaveLength(1);
    const [id, policy] = policies[0] as [string, { Properties: Record<string, unknown> }];
    expect(policy.Properties).toMatchObject({
      PolicyDocument: {
        Statement: [
          {
            Action: ['states:SendTaskFailure', 'states:SendTaskHeartbeat', 'states:SendTaskSuccess'],
            Resource: { Ref: expect.stringMatching(/^ParcelMachine/) },
          },
        ],
      },
      Roles: [{ Ref: expect.stringMatching(/^CarrierFunctionRole/) }],
    });
    for (const fn of Object.values(template.findResources('AWS::Lambda::Function')))
      expect((fn as { DependsOn?: string[] }).DependsOn ?? []).not.toContain(id);
  });

  it('may send to the command queue and the errors queue', () => {
    const sends = Object.entries(template.findResources('AWS::IAM::Policy'))
      .filter(([id]) => id.startsWith('ParcelMachineRole'))
      .flatMap(
        ([, policy]) =>
          policy.Properties.PolicyDocument.Statement as { Action: unknown; Resource: unknown }[],
      )
      .filter(({ Action }) => Action === 'sqs:SendMessage');
    expect(sends.map(({ Resource }) => Resource)).toEqual([
      [
        { 'Fn::GetAtt': [expect.stringMatching(/^CarrierCommands[0-9A-F]{8}$/), 'Arn'] },
        { 'Fn::GetAtt': [expect.stringMatching(/^ParcelErrorsQueue[0-9A-F]{8}$/), 'Arn'] },
      ],
    ]);
  });
});

describe('a cost budget', () => {
  const build = (perThousand: number) => {
    const stack = new Stack(new App({ builtinCloudFormationValidation: false }), 'Test');
    return new Saga(stack, 'Parcel', {
      definition: parcelSaga,
      participants: { desk: participant(stack, 'Desk'), carrier: participant(stack, 'Carrier') },
      operations,
      costBudget: { perThousand },
    });
  };

  it('fails the synthesis with the amount and the largest lever', () => {
    // 3 steps and the start: 4 transitions at $0.025 per 1,000 are $0.10 per 1,000 executions, before anything else.
    expect(() => build(0.1)).toThrow(
      /^saga parcel costs \$0\.[1-9]\d* per 1,000 executions, over its budget of \$0\.1; the largest lever: /,
    );
  });

  it('lets pass what keeps it', () => {
    expect(() => build(0.5)).not.toThrow();
  });
});

describe('misuse', () => {
  it('names the participant that is missing when the types were circumvented', () => {
    const stack = newStack();
    const participants = { desk: participant(stack, 'Desk') } as unknown as Parcel;
    expect(() => new Saga(stack, 'Parcel', { definition: parcelSaga, participants, operations })).toThrow(
      "saga 'parcel' has no function for participant 'carrier': add it to `participants`",
    );
  });

  it('refuses one participant for two logs, and takes it for one', () => {
    const stack = newStack();
    const desk = participant(stack, 'Desk');
    const carrier = participant(stack, 'Carrier');
    const logTable = new SagaLogTable(stack, 'Log');
    const other: SagaDefinition = { ...parcelSaga, name: 'letter' };
    const participants = { desk, carrier };
    new Saga(stack, 'Parcel', { definition: parcelSaga, participants, operations, logTable });
    new Saga(stack, 'Letter', { definition: other, participants, operations, logTable });
    expect(() => new Saga(stack, 'Third', { definition: parcelSaga, participants, operations })).toThrow(
      "participant 'Test/Desk' already writes to 'Test/Log': give both sagas the same `logTable`, " +
        'or each a participant of its own',
    );
  });
});
