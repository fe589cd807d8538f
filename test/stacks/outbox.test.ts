import { eventItem, HEADER_KEY, statusAttributes } from '../../lib/runtime';
import { list, named, ofType, orderTemplate, text } from './stack-template';

const { Resources: resources, Outputs: outputs } = orderTemplate();
const [[, pipe] = []] = ofType(resources, 'AWS::Pipes::Pipe');

describe('the outbox', () => {
  it('reads the stream of the log, and sets aside what the bus does not take', () => {
    expect(pipe?.Properties.Source).toEqual({
      'Fn::GetAtt': [expect.stringMatching(/^OrderLogTable/), 'StreamArn'],
    });
    expect(
      named(resources, 'AWS::DynamoDB::GlobalTable', 'OrderLogTable').Properties.StreamSpecification,
    ).toEqual({
      StreamViewType: 'NEW_IMAGE',
    });
    const { DynamoDBStreamParameters, FilterCriteria } = pipe?.Properties.SourceParameters ?? {};
    expect(DynamoDBStreamParameters).toMatchObject({
      StartingPosition: 'TRIM_HORIZON',
      OnPartialBatchItemFailure: 'AUTOMATIC_BISECT',
    });
    expect(text(DynamoDBStreamParameters.DeadLetterConfig.Arn)).toMatch(/^<OutboxDeadLetters/);
    // What is deleted, or has lost its topic, is no event.
    expect(FilterCriteria.Filters.map(({ Pattern }: { Pattern: string }) => JSON.parse(Pattern))).toEqual([
      { eventName: ['INSERT', 'MODIFY'], dynamodb: { NewImage: { topic: { S: [{ exists: true }] } } } },
    ]);
  });

  it('puts events on the bus by their topic, with identifiers and times alone', () => {
    const { EventBridgeEventBusParameters, InputTemplate } = pipe?.Properties.TargetParameters ?? {};
    expect(EventBridgeEventBusParameters).toEqual({
      Source: 'saga.order',
      DetailType: '$.dynamodb.NewImage.topic.S',
    });
    const paths = Object.values(JSON.parse(InputTemplate) as Record<string, string>);
    const attributes = paths.map((path) => /^<\$\.dynamodb\.NewImage\.(\w+)\.S>$/.exec(path)?.[1]);
    expect(attributes).toEqual(['pk', 'step', 'status', 'runner', 'at']);
    // Each of them is an attribute that the log writes, on an event or on the header.
    const saga = { name: 'order', id: 'o-1', version: 1, startTime: '', deadlineSeconds: 60 };
    const written = {
      ...statusAttributes(saga, 'COMPLETED', ''),
      ...eventItem(saga, { type: 'StepSucceeded', step: 'place-order', runner: 'main', attempt: 1, at: '' }),
    };
    expect(Object.keys(written)).toEqual(expect.arrayContaining(attributes));
    expect(HEADER_KEY).toBe('SagaStarted');
  });

  it('may read that stream, put on that bus, and nothing else', () => {
    const statements = ofType(resources, 'AWS::IAM::Policy')
      .filter(([id]) => id.startsWith('OutboxRole'))
      .flatMap(
        ([, policy]) =>
          policy.Properties.PolicyDocument.Statement as { Action: unknown; Resource: unknown }[],
      );
    expect(
      statements.map(({ Action, Resource }) => [list(Action), text(Resource).replace(/[0-9A-F]{8}\./, '.')]),
    ).toEqual([
      [
        [
          'dynamodb:DescribeStream',
          'dynamodb:GetRecords',
          'dynamodb:GetShardIterator',
          'dynamodb:ListStreams',
        ],
        '<OrderLogTable.StreamArn>',
      ],
      [['events:PutEvents'], '<OutboxBus.Arn>'],
      [['sqs:SendMessage'], '<OutboxDeadLetters.Arn>'],
    ]);
  });

  it('has an example subscriber: sagas that ended', () => {
    const rule = named(resources, 'AWS::Events::Rule', 'EndedRule').Properties;
    expect(rule.EventPattern).toEqual({
      source: ['saga.order'],
      'detail-type': ['saga.completed', 'saga.compensated', 'saga.partly.compensated'],
    });
    expect(rule.EventBusName).toEqual(outputs.EventBusName?.Value);
    expect(text(rule.Targets[0].Arn)).toMatch(/^<Ended[0-9A-F]{8}\.Arn>$/);
  });

  it('is left out where an emulator has no pipes', () => {
    expect(ofType(orderTemplate({ emulator: 'true' }).Resources, 'AWS::Pipes::Pipe')).toEqual([]);
  });
});
