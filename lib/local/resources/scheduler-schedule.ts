import { parseSchedule } from '../events';
import { type DeclaredResource, identity, physicalName } from '../template';
import { assumed } from './need';
import { object } from './read';
import type { ResourceType } from './resource-type';
import { targetNeeds } from './target-needs';

const LONGEST_NAME = 64;
const SCHEDULER = 'scheduler.amazonaws.com';

const nameOf = (resource: DeclaredResource): string => physicalName(resource, 'Name', LONGEST_NAME);

/** `AWS::Scheduler::Schedule`, in UTC; a flexible time window is taken as its start. */
export const schedulerSchedule: ResourceType = {
  phase: 'source',
  identify: (resource) => {
    const { region, accountId } = resource.environment;
    const name = nameOf(resource);
    return identity(name, { Arn: `arn:aws:scheduler:${region}:${accountId}:schedule/default/${name}` });
  },
  bringUp: (resource, services) => {
    const properties = resource.properties();
    if (properties.State === 'DISABLED') return;
    const { Arn, Input, RoleArn } = object(properties.Target);
    const schedule = parseSchedule(String(properties.ScheduleExpression), services.now());
    const target = {
      Arn: String(Arn),
      Input: typeof Input === 'string' ? Input : '{}',
      ...(typeof RoleArn === 'string' ? { RoleArn } : {}),
    };
    services.schedule(nameOf(resource), schedule, [target], () => ({}), {
      service: SCHEDULER,
      arn: String(resource.identity().attribute('Arn')),
    });
  },
  needs: (resource) => {
    const target = resource.property('Target');
    const role = object(target).RoleArn;
    const arn = String(resource.identity().attribute('Arn'));
    return [
      ...(role === undefined ? [] : [assumed(SCHEDULER, String(role))]),
      ...targetNeeds(target, SCHEDULER, arn),
    ];
  },
};
