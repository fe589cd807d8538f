import { Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { App } from 'aws-cdk-lib/core';
import { type Monitoring, monitoringOf } from '../../lib/cost';
import { defineSaga, type SagaDefinition, step } from '../../lib/saga';
import { sagas } from '../../lib/sagas';
import { SagaStack } from '../../lib/stacks';
import { anyInput } from '../saga/definitions';

/** So many participants, so many of them asked through their queues. */
const sagaOf = (participants: number, listeners: number): SagaDefinition =>
  defineSaga({
    name: 'parcel',
    version: 1,
    deadline: { hours: 1 },
    input: anyInput,
    steps: Array.from({ length: participants }, (_, index) =>
      step(`ask-${index}`, {
        by: `desk-${index}`,
        compensation: `undo-${index}`,
        ...(index < listeners ? { via: 'queue' as const } : {}),
      }),
    ).concat(step('tell', { by: 'desk-0' }) as never),
  });

interface Alarm {
  readonly Metrics?: readonly { readonly MetricStat?: object }[];
}
interface Filter {
  readonly MetricTransformations: readonly {
    readonly MetricNamespace: string;
    readonly MetricName: string;
  }[];
}

/** What CloudWatch would bill for a stack. */
const deployed = (definition: SagaDefinition): Monitoring => {
  const app = new App({ builtinCloudFormationValidation: false });
  const bundles = { code: () => Code.fromInline('//') };
  const template = Template.fromStack(new SagaStack(app, 'Parcel', { bundles, definition }));
  const all = <T>(type: string): readonly T[] =>
    Object.values(template.findResources(type)).map(({ Properties }) => Properties as T);
  return {
    alarmMetrics: all<Alarm>('AWS::CloudWatch::Alarm').reduce(
      (sum, { Metrics }) => sum + (Metrics?.filter(({ MetricStat }) => MetricStat).length ?? 1),
      0,
    ),
    customMetrics: new Set(
      all<Filter>('AWS::Logs::MetricFilter').flatMap(({ MetricTransformations }) =>
        MetricTransformations.map(({ MetricNamespace, MetricName }) => `${MetricNamespace}/${MetricName}`),
      ),
    ).size,
    dashboards: all('AWS::CloudWatch::Dashboard').length,
  };
};

test.each(
  Object.values(sagas).map((definition) => [definition.name, definition] as const),
)('what watches over %s is billed as it is deployed', (_, definition) =>
  expect(monitoringOf(definition)).toEqual(deployed(definition)));

test.each([
  [1, 0],
  [1, 1],
  [3, 2],
  [8, 0],
  [14, 5],
])('so it is for %i participants, %i of them with a queue', (participants, listeners) => {
  const definition = sagaOf(participants, listeners);
  expect(monitoringOf(definition)).toEqual(deployed(definition));
});
