import { list, ofType, type Resource, STACKS, templateOf, text } from './stack-template';

/** Context of every way in which the stacks are deployed. */
const CONTEXTS = [{}, { stage: 'prod' }, { stage: 'prod', key: 'true' }] as const;
const CASES = STACKS.flatMap(([stack]) => CONTEXTS.map((context) => [stack, context] as const));

/** The logical id of a queue, by an ARN that refers to it or ends with its name. */
const queueIdOf = (arn: string, queues: readonly (readonly [string, Resource])[]): string | undefined =>
  queues.find(
    ([id, { Properties }]) =>
      arn === `<${id}.Arn>` ||
      (Properties.QueueName !== undefined && arn.endsWith(`:${text(Properties.QueueName)}`)),
  )?.[0];

describe.each(CASES)('%s (%j)', (stack, context) => {
  const { Resources: resources } = templateOf(stack, context);
  const queues = ofType(resources, 'AWS::SQS::Queue');
  const sourceOf = new Map(
    queues.flatMap(([id, { Properties }]) =>
      Properties.RedrivePolicy ? [[text(Properties.RedrivePolicy.deadLetterTargetArn), id] as const] : [],
    ),
  );

  it('lets each queue take dead letters of its own queue alone, and those that are none of nobody', () => {
    expect(sourceOf.size).toBeGreaterThan(2);
    for (const [id, { Properties }] of queues) {
      const allowed = Properties.RedriveAllowPolicy;
      const source = sourceOf.get(`<${id}.Arn>`);
      if (source === undefined) expect([id, allowed]).toEqual([id, { redrivePermission: 'denyAll' }]);
      else {
        expect([id, allowed?.redrivePermission]).toEqual([id, 'byQueue']);
        expect(list<unknown>(allowed.sourceQueueArns).map((arn) => queueIdOf(text(arn), queues))).toEqual([
          source,
        ]);
      }
    }
  });

  it('keeps concurrency for what mends, where there is some to keep: as much as it may use', () => {
    const reserved = ofType(resources, 'AWS::Lambda::Function').flatMap(([id, { Properties }]) =>
      Properties.ReservedConcurrentExecutions === undefined
        ? []
        : [[id.replace(/Function[0-9A-F]{8}$/, ''), Properties.ReservedConcurrentExecutions]],
    );
    const kept = 'stage' in context;
    expect(Object.fromEntries(reserved)).toEqual(
      kept
        ? { [`${stack.replace(/Saga$/, '')}Redrive`]: 5, [`${stack.replace(/Saga$/, '')}Sweeper`]: 1 }
        : {},
    );
    for (const [, { Properties }] of ofType(resources, 'AWS::Lambda::EventSourceMapping')) {
      const consumer = resources[text(Properties.FunctionName).slice(1, -1)];
      const limit = consumer?.Properties.ReservedConcurrentExecutions;
      // Fewer than the queue is fed with, and deliveries are throttled, which count as receives.
      if (limit !== undefined) expect(limit).toBe(Properties.ScalingConfig.MaximumConcurrency);
    }
  });
});

test('an account that has no concurrency to spare is deployed to all the same', () => {
  const { Resources: resources } = templateOf(STACKS[0]?.[0] ?? '', { stage: 'prod', reserved: 'false' });
  for (const [, { Properties }] of ofType(resources, 'AWS::Lambda::Function'))
    expect(Properties.ReservedConcurrentExecutions).toBeUndefined();
});
