import { list, named, ofType, orderTemplate, text } from './stack-template';

const { Resources: resources, Outputs: outputs } = orderTemplate();
const alarms = ofType(resources, 'AWS::CloudWatch::Alarm');

describe('the alarms', () => {
  it('are those of the runbook, all on one topic that speaks TLS only', () => {
    expect(alarms.map(([id]) => id.replace(/^Alarms|[0-9A-F]{8}$/g, '')).sort()).toEqual([
      'CommandsDead',
      'CommandsOld',
      'CompletionFailed',
      'DeadLetters',
      'DeadLettersOld',
      'Died',
      'Overdue',
      'RequestsRefused',
      'Throttled',
    ]);
    for (const [id, { Properties }] of alarms) {
      const name = id.replace(/^Alarms|[0-9A-F]{8}$/g, '');
      expect(Properties.AlarmDescription).toMatch(new RegExp(` See ${name} in RUNBOOK\\.md\\.$`));
      expect(Properties.AlarmActions.map(text)).toEqual([text(outputs.AlarmTopicArn?.Value)]);
      // No data is no trouble: an idle saga writes none.
      expect(Properties.TreatMissingData).toBe('notBreaching');
    }
    const [[, policy] = []] = ofType(resources, 'AWS::SNS::TopicPolicy');
    expect(JSON.stringify(policy)).toContain('{"Bool":{"aws:SecureTransport":"false"}}');
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
    });
  });

  it('name states that the machine has', () => {
    const machine = named(resources, 'AWS::StepFunctions::StateMachine', 'OrderMachine');
    const states = Object.keys(
      (JSON.parse(text(machine.Properties.DefinitionString)) as { States: object }).States,
    );
    expect(states).toEqual(expect.arrayContaining(['SagaNotCompleted', 'SagaCompletionFailed']));
    expect(states.filter((name) => name.startsWith('Park'))).toHaveLength(6);
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
