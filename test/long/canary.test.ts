import { cycleIn, ofType, STACKS, templateOf, text } from '../stacks/stack-template';

const aliasOf = (stack: string, context: Record<string, unknown>) => {
  const [[, alias] = []] = ofType(
    templateOf(stack, context).Resources,
    'AWS::StepFunctions::StateMachineAlias',
  );
  return alias?.Properties;
};

describe.each(STACKS)('%s with -c canary=10', (stack) => {
  const { Resources: resources } = templateOf(stack, { canary: '10' });
  const alias = aliasOf(stack, { canary: '10' });

  it('starts a tenth of the sagas on the new version for a while, and all of them then', () => {
    expect(alias).toEqual({
      Name: 'live',
      DeploymentPreference: {
        Type: 'CANARY',
        Percentage: 10,
        Interval: 10,
        StateMachineVersionArn: aliasOf(stack, {}).RoutingConfiguration[0].StateMachineVersionArn,
        Alarms: expect.any(Array),
      },
    });
    expect(aliasOf(stack, {}).DeploymentPreference).toBeUndefined();
  });

  it('goes back when sagas die or cannot finish meanwhile', () => {
    const named = alias.DeploymentPreference.Alarms.map((name: unknown) => text(name).slice(1, -1));
    expect(named.map((id: string) => id.replace(/^Alarms|[0-9A-F]{8}$/g, ''))).toEqual([
      'CompletionFailed',
      'Died',
    ]);
    for (const id of named) {
      expect(resources[id]?.Type).toBe('AWS::CloudWatch::Alarm');
      // It has to ring before the deployment is over.
      const { Period, Metrics, EvaluationPeriods } = resources[id]?.Properties ?? {};
      const period = Period ?? Math.max(...Metrics.map((one: { Period?: number }) => one.Period ?? 0), 300);
      expect((period * EvaluationPeriods) / 60).toBeLessThan(alias.DeploymentPreference.Interval);
    }
  });

  it('has no cycle', () => expect(cycleIn(resources)).toBeUndefined());
});

it.each(['0', '100', 'ten', '1.5', true])('a canary of %s is refused', (canary) => {
  expect(() => templateOf(STACKS[0]?.[0] ?? '', { canary })).toThrow(
    `canary is '${canary}': use -c canary=10, a percentage from 1 to 99`,
  );
});
