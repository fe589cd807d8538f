import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { flatSteps } from '../../lib/saga';
import { orderSaga } from '../../lib/sagas';
import { list, named, ofType, orderTemplate, STACKS, templateOf, text } from './stack-template';

const { Resources: resources, Outputs: outputs } = orderTemplate();
const alarms = ofType(resources, 'AWS::CloudWatch::Alarm');

// biome-ignore lint/suspicious/noExplicitAny: templates are walked freely in assertions
const metricsOf = (name: string): readonly any[] => {
  const [, alarm] = alarms.find(([id]) => nameOf(id) === name) ?? [];
  // biome-ignore lint/suspicious/noExplicitAny: templates are walked freely in assertions
  return list<any>(alarm?.Properties.Metrics ?? []).filter(({ MetricStat }) => MetricStat !== undefined);
};

const nameOf = (id: string): string => id.replace(/^Alarms|[0-9A-F]{8}$/g, '');
/** More than ten metrics need a second alarm: `Throttled2`. */
const entryOf = (name: string): string => name.replace(/\d+$/, '');

/** Alarms that ring when something does not happen. */
const SIGNS_OF_LIFE = ['SweepUnfinished'];

test('the runbook has an entry for each alarm, and for no other', () => {
  const runbook = readFileSync(join(__dirname, '../../RUNBOOK.md'), 'utf8');
  const entries = [...runbook.matchAll(/^## (\w+)$/gm)].map(([, entry]) => entry);
  const all = STACKS.flatMap(([stack]) => ofType(templateOf(stack).Resources, 'AWS::CloudWatch::Alarm'));
  expect(entries.sort()).toEqual([...new Set(all.map(([id]) => entryOf(nameOf(id))))].sort());
});

describe('the alarms', () => {
  it('name their entry, and are all on one topic that speaks TLS only', () => {
    for (const [id, { Properties }] of alarms) {
      const name = nameOf(id);
      expect(Properties.AlarmDescription).toMatch(new RegExp(` See ${name} in RUNBOOK\\.md\\.$`));
      expect(Properties.AlarmActions.map(text)).toEqual([text(outputs.AlarmTopicArn?.Value)]);
      // No data is no trouble: an idle saga writes none. Sweeps are never idle.
      expect([name, Properties.TreatMissingData, Properties.ComparisonOperator]).toEqual(
        SIGNS_OF_LIFE.includes(name)
          ? [name, 'breaching', 'LessThanThreshold']
          : [name, 'notBreaching', 'GreaterThanOrEqualToThreshold'],
      );
    }
    const [[, policy] = []] = ofType(resources, 'AWS::SNS::TopicPolicy');
    expect(JSON.stringify(policy)).toContain('{"Bool":{"aws:SecureTransport":"false"}}');
  });

  it('count deaths of both machines: those out of time, and the others as the redriver tells them, who knows what was meant', () => {
    const died = metricsOf('Died');
    expect(died.map(({ MetricStat }) => MetricStat.Metric.MetricName).sort()).toEqual([
      'DeathsTold',
      'ExecutionsTimedOut',
      'ExecutionsTimedOut',
    ]);
    const machines = died.flatMap(({ MetricStat }) => MetricStat.Metric.Dimensions ?? []);
    expect(new Set(machines.map(({ Value }: { Value: unknown }) => text(Value))).size).toBe(2);
  });

  it('watch the pipes, and every dead-letter queue', () => {
    const pipe = [...metricsOf('OutboxFailing'), ...metricsOf('OutboxStopped')].filter(
      ({ MetricStat }) => MetricStat.Metric.Namespace === 'AWS/EventBridge/Pipes',
    );
    const pipes = ofType(resources, 'AWS::Pipes::Pipe').map(([id]) => id);
    // Four ways to fail of each, and that the outbox takes anything at all.
    expect(pipe.length).toBe(4 * pipes.length + 1);
    const watchedPipes = pipe.flatMap(({ MetricStat }) => MetricStat.Metric.Dimensions);
    for (const id of pipes) expect(watchedPipes).toContainEqual({ Name: 'PipeName', Value: { Ref: id } });
    const watched = JSON.stringify(alarms);
    const letters = ofType(resources, 'AWS::SQS::Queue').filter(([id]) => id.includes('DeadLetters'));
    expect(letters.length).toBeGreaterThan(4);
    for (const [id] of letters) expect(watched).toContain(id);
  });

  it('combine at most ten metrics each, which is what CloudWatch takes', () => {
    for (const [, { Properties }] of alarms) {
      const metrics = list<{ MetricStat?: unknown }>(Properties.Metrics ?? []);
      expect(metrics.filter(({ MetricStat }) => MetricStat !== undefined).length).toBeLessThanOrEqual(10);
    }
  });

  it('ring for overdue sagas only when two sweeps in a row found some', () => {
    const [, alarm] = alarms.find(([id]) => id.startsWith('AlarmsOverdue')) ?? [];
    const sweep = named(resources, 'AWS::Events::Rule', 'OrderSweeperSchedule').Properties.ScheduleExpression;
    expect([sweep, alarm?.Properties.Period, alarm?.Properties.EvaluationPeriods]).toEqual([
      'rate(1 hour)',
      3600,
      2,
    ]);
  });

  it('watch the dead letters of the errors queue', () => {
    const [, alarm] = alarms.find(([id]) => /^AlarmsDeadLetters[0-9A-F]{8}$/.test(id)) ?? [];
    expect(alarm?.Properties).toMatchObject({
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    });
    expect(text(alarm?.Properties.Dimensions[0].Value)).toMatch(
      /^<OrderErrorsQueueDeadLetters\w+\.QueueName>$/,
    );
  });
});

describe.each(STACKS)('%s', (stack) => {
  const { Resources: all } = templateOf(stack);

  /** `[expression, names in it]` of every metric math in alarms and on the dashboard. */
  const expressions = [
    ...ofType(all, 'AWS::CloudWatch::Alarm').flatMap(([, { Properties }]) =>
      list<{ Expression?: string }>(Properties.Metrics ?? []).flatMap(({ Expression }) => Expression ?? []),
    ),
    ...[
      ...ofType(all, 'AWS::CloudWatch::Dashboard')
        .map(([, { Properties }]) => text(Properties.DashboardBody))
        .join()
        .matchAll(/"expression":"([^"]*)"/g),
    ].map(([, expression]) => String(expression)),
  ];

  it('counts a metric without a datapoint as 0 wherever it reckons with one', () => {
    expect(expressions.length).toBeGreaterThan(5);
    for (const expression of expressions) {
      const bare = expression.replaceAll(/FILL\(\w+, 0\)/g, '').match(/\b[a-z]\w*/g) ?? [];
      expect([expression, bare]).toEqual([expression, []]);
    }
  });
});

describe('the metrics', () => {
  const patterns = Object.fromEntries(
    ofType(resources, 'AWS::Logs::MetricFilter').map(([, { Properties }]) => [
      Properties.MetricTransformations[0].MetricName,
      [text(Properties.LogGroupName).replace(/[0-9A-F]{8}>$/, ''), Properties.FilterPattern],
    ]),
  );

  it('count how sagas end, by the states and events that the machine logs', () => {
    expect(patterns).toEqual({
      Completed: ['<OrderMachineLogs', '{ $.type = "ExecutionSucceeded" }'],
      Compensated: [
        '<OrderMachineLogs',
        '{ ($.type = "*StateEntered") && ($.details.name = "SagaNotCompleted") }',
      ],
      CompletionFailed: [
        '<OrderMachineLogs',
        '{ ($.type = "*StateEntered") && ($.details.name = "SagaCompletionFailed") }',
      ],
      Parked: ['<OrderMachineLogs', '{ ($.type = "*StateEntered") && ($.details.name = "Park*") }'],
      StatesEntered: ['<OrderMachineLogs', '{ $.type = "*StateEntered" }'],
      TasksEntered: ['<OrderMachineLogs', '{ $.type = "TaskStateEntered" }'],
      TasksScheduled: ['<OrderMachineLogs', '{ $.type = "TaskScheduled" }'],
      Overdue: ['<OrderSweeperFunctionLogs', '%swept.+count.+[1-9]%'],
      Sweeps: ['<OrderSweeperFunctionLogs', '%swept.+finished.+true%'],
      OldLetters: ['<OrderSweeperFunctionLogs', '"a dead letter is old"'],
      DeathsTold: ['<OrderRedriveFunctionLogs', '"an execution died" -"TIMED_OUT"'],
      UnwindGivenUp: ['<OrderRedriveFunctionLogs', '"unwinding given up"'],
      LateCommands: ['<LogisticsFunctionLogs', '"a command waited too long"'],
      Unexpected: [
        '<OrderSweeperFunctionLogs',
        '?"Unexpected:" ?"Task timed out" ?"Runtime exited" ?"Uncaught Exception"',
      ],
    });
  });

  it('count what nobody meant in the log of every function', () => {
    const watched = ofType(resources, 'AWS::Logs::MetricFilter')
      .filter(([, { Properties }]) => Properties.MetricTransformations[0].MetricName === 'Unexpected')
      .map(([, { Properties }]) => text(Properties.LogGroupName));
    const written = ofType(resources, 'AWS::Lambda::Function').map(([, { Properties }]) =>
      text(Properties.LoggingConfig.LogGroup),
    );
    expect(watched.sort()).toEqual(written.sort());
  });

  it('name states that the machine has', () => {
    const machine = named(resources, 'AWS::StepFunctions::StateMachine', 'OrderMachine');
    const states = Object.keys(
      (JSON.parse(text(machine.Properties.DefinitionString)) as { States: object }).States,
    );
    expect(states).toEqual(expect.arrayContaining(['SagaNotCompleted', 'SagaCompletionFailed']));
    expect(states.filter((name) => name.startsWith('Park'))).toHaveLength(flatSteps(orderSaga).length);
  });
});

it('shows started, ended, parked, durations, transitions and their cost on a dashboard', () => {
  const [[, dashboard] = []] = ofType(resources, 'AWS::CloudWatch::Dashboard');
  const body = JSON.stringify(dashboard?.Properties.DashboardBody);
  for (const part of [
    'ExecutionsStarted',
    'Completed',
    'Compensated',
    'Parked',
    'p50',
    'p95',
    'State transitions',
    'USD',
  ])
    expect(body).toContain(part);
});
