import { Code } from 'aws-cdk-lib/aws-lambda';
import type { App, Stack } from 'aws-cdk-lib/core';
import { stackNameOf } from '../../lib/saga';
import { sagas } from '../../lib/sagas';
import { buildApp, type Stages, stages } from '../../lib/stacks';
import { type Resource, STACKS, templateOf, text } from '../stacks/stack-template';

const NAMES = Object.keys(stages.stages);

const appOf = (context: Record<string, unknown>, of?: Stages) =>
  buildApp({ code: () => Code.fromInline('//') }, { context, builtinCloudFormationValidation: false }, of);

const stacksIn = (app: App) => app.node.children.map((child) => child as Stack);
const stackNames = (app: App): readonly string[] => stacksIn(app).map(({ stackName }) => stackName);
const byStage = new Map(NAMES.map((stage) => [stage, appOf({ stage })]));

const namesIn = (stage: string) => Object.keys(sagas).map((name) => stackNameOf(name, stage));

describe('the stages', () => {
  it('have stacks of their own: one name for each saga in each', () => {
    const all = [...byStage.values()].flatMap(stackNames);
    expect(new Set(all).size).toBe(NAMES.length * STACKS.length);
    expect(namesIn('dev')).toEqual(STACKS.map(([stack]) => stack));
    for (const [stage, app] of byStage) expect(stackNames(app)).toEqual(namesIn(stage));
    expect(namesIn('prod')).toEqual(STACKS.map(([stack]) => `${stack}-prod`));
  });

  it('are the one of the file, unless another is said: a plain synthesis is never another', () => {
    expect(stackNames(appOf({}))).toEqual(namesIn(stages.stage));
    const file = { ...stages, stage: 'prod' };
    expect(stackNames(appOf({}, file))).toEqual(namesIn('prod'));
    expect(stackNames(appOf({ stage: 'dev' }, file))).toEqual(namesIn('dev'));
  });

  it('that keep their data are protected from being deleted', () => {
    for (const [stage, app] of byStage)
      for (const { terminationProtection } of stacksIn(app))
        expect([stage, terminationProtection]).toEqual([stage, stages.stages[stage]?.keep]);
    expect(stages.stages).toMatchObject({ dev: { keep: false }, prod: { keep: true } });
  });

  it('may say for good what else is said by -c, which goes before it', () => {
    const withKey: Stages = { stage: 'vault', stages: { vault: { keep: true, key: true } } };
    const hasKey = (context: Record<string, unknown>): boolean =>
      stacksIn(appOf(context, withKey)).every(({ node }) => node.tryFindChild('Key') !== undefined);
    expect([hasKey({}), hasKey({ key: 'false' })]).toEqual([true, false]);
  });

  it('are told apart by an output', () => {
    for (const [stack] of STACKS)
      for (const stage of NAMES) expect(templateOf(stack, { stage }).Outputs.SagaStage?.Value).toBe(stage);
  });

  it.each([
    [
      'a stage that does not exist',
      { stage: 'production' },
      undefined,
      "stage is 'production': stages.json has dev, prod",
    ],
    [
      'a name that no stack can have',
      {},
      { stage: 'a_b', stages: { a_b: { keep: true } } },
      "stage 'a_b' in stages.json",
    ],
  ])('refuse %s', (_, context, of, message) => expect(() => appOf(context, of)).toThrow(message));
});

/** Names that have to be free only within what they belong to. */
const WITHIN_A_PARENT = ['AWS::IAM::Policy', 'AWS::StepFunctions::StateMachineAlias', 'AWS::SNS::Topic'];

/** Names and namespaces of an account and region, as a template gives them; those that hold the stack's id are its own. */
const namesOf = (resources: Readonly<Record<string, Resource>>): readonly string[] =>
  Object.values(resources).flatMap(({ Type, Properties }) => [
    ...(WITHIN_A_PARENT.includes(Type)
      ? []
      : Object.entries(Properties as Record<string, unknown>)
          .filter(
            ([property, value]) => /^(?!Metric|Namespace)\w*Name$/.test(property) && !isReference(value),
          )
          .map(([property, value]) => `${Type} ${property} ${text(value)}`)
          .filter((name) => !name.includes('AWS::StackId'))),
    ...(Properties.MetricTransformations ?? []).map(
      (one: { MetricNamespace: string; MetricName: string }) => `${one.MetricNamespace} ${one.MetricName}`,
    ),
  ]);

const isReference = (value: unknown): boolean => /^\{"(Ref|Fn::GetAtt)":/.test(JSON.stringify(value));

describe.each(STACKS)('%s', (stack) => {
  it('stands beside itself in every other stage, in one account and region', () => {
    const all = NAMES.map((stage) => namesOf(templateOf(stack, { stage, key: 'true' }).Resources));
    for (const names of all) expect(names.length).toBeGreaterThan(5);
    const shared = all.flatMap((names, index) =>
      names.filter((name) =>
        all
          .slice(index + 1)
          .flat()
          .includes(name),
      ),
    );
    expect(shared).toEqual([]);
  });
});
