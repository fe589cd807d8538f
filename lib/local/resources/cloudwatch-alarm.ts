import { serviceIn } from '../arn';
import { identity, physicalName } from '../template';
import { list } from './read';
import type { ResourceType } from './resource-type';

const LONGEST_NAME = 255;

const ACTION_LISTS = ['AlarmActions', 'OKActions', 'InsufficientDataActions'] as const;

/** How an alarm does what it should, by the service in the action's ARN; others (scaling) have rights of their own. */
const ACTIONS: Readonly<Record<string, string>> = { sns: 'sns:Publish', lambda: 'lambda:InvokeFunction' };

/** `AWS::CloudWatch::Alarm`: nothing is measured here; whom it may tell is known all the same. */
export const cloudwatchAlarm: ResourceType = {
  phase: 'source',
  identify: (resource) => {
    const { region, accountId } = resource.environment;
    const name = physicalName(resource, 'AlarmName', LONGEST_NAME);
    return identity(name, { Arn: `arn:aws:cloudwatch:${region}:${accountId}:alarm:${name}` });
  },
  bringUp: (resource, services) => services.notRun(resource.type),
  needs: (resource) => {
    const properties = resource.properties();
    const arns = ACTION_LISTS.flatMap((name) => list(properties[name]).map(String));
    return [...new Set(arns)].flatMap((arn) => {
      const action = ACTIONS[serviceIn(arn)];
      return action === undefined
        ? []
        : [
            {
              by: { service: 'cloudwatch.amazonaws.com' },
              action,
              resource: arn,
              context: { 'aws:sourcearn': String(resource.identity().attribute('Arn')) },
              atCreation: false,
            },
          ];
    });
  },
};
