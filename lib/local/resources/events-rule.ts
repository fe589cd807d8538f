import { randomUUID } from 'node:crypto';
import { DEFAULT_BUS, eventTime, parseSchedule, type Target } from '../events';
import { type DeclaredResource, identity, physicalName } from '../template';
import { list, object } from './read';
import type { ResourceType } from './resource-type';
import { targetNeeds } from './target-needs';

const LONGEST_NAME = 64;
const EVENTS = 'events.amazonaws.com';

const nameOf = (resource: DeclaredResource): string => physicalName(resource, 'Name', LONGEST_NAME);

/** `AWS::Events::Rule`: by pattern, on a schedule, or both. */
export const eventsRule: ResourceType = {
  phase: 'source',
  identify: (resource) => {
    const { region, accountId } = resource.environment;
    return identity(nameOf(resource), {
      Arn: `arn:aws:events:${region}:${accountId}:rule/${nameOf(resource)}`,
    });
  },
  bringUp: (resource, services) => {
    const properties = resource.properties();
    if (properties.State === 'DISABLED') return;
    const name = nameOf(resource);
    const arn = String(resource.identity().attribute('Arn'));
    const targets = list(properties.Targets) as readonly Target[];
    if (properties.EventPattern !== undefined) {
      services.buses.add({
        name,
        arn,
        busName: String(properties.EventBusName ?? DEFAULT_BUS)
          .split('/')
          .at(-1) as string,
        pattern: object(properties.EventPattern),
        targets,
      });
    }
    if (properties.ScheduleExpression !== undefined) {
      const { region, accountId } = resource.environment;
      const schedule = parseSchedule(String(properties.ScheduleExpression), services.now());
      const event = (): object => ({
        version: '0',
        id: randomUUID(),
        'detail-type': 'Scheduled Event',
        source: 'aws.events',
        account: accountId,
        time: eventTime(services.now()),
        region,
        resources: [arn],
        detail: {},
      });
      services.schedule(name, schedule, targets, event, { service: EVENTS, arn });
    }
  },
  needs: (resource) => {
    const arn = String(resource.identity().attribute('Arn'));
    return list(resource.property('Targets')).flatMap((target) => targetNeeds(target, EVENTS, arn));
  },
};
