import { randomUUID } from 'node:crypto';
import type { Clock } from '../engine';
import { type CloudFormationContext, cloudFormationApi, describeStacksRoute } from './api/cloudformation';
import { eventBridgeService } from './api/event-bridge';
import { lambdaApi } from './api/lambda-api';
import { invokeRoute } from './api/lambda-invoke';
import { versionRoutes } from './api/lambda-versions';
import type { CallCounter } from './call-counter';
import type { Deliver, EventBuses, Scheduler } from './events';
import type { Functions } from './functions';
import type { HttpFront } from './http';
import { type ServiceApi, type ServiceApis, serviceApis } from './integrations';
import { type Mocks, withTestCases } from './mocks';
import { type Buckets, s3Api } from './s3';
import { snsApi, snsRoute, type Topics } from './sns';
import { type StatesContext, stepFunctionsService } from './states';

export interface ApisOptions extends CloudFormationContext {
  readonly clock: Clock;
  readonly front: HttpFront;
  readonly functions: Functions;
  readonly states: StatesContext;
  readonly mocks: Mocks;
  readonly buses: EventBuses;
  readonly scheduler: Scheduler;
  readonly topics: Topics;
  readonly deliver: Deliver;
  readonly buckets: Buckets;
  /** Services that are on the stack's port already. */
  readonly opened: readonly ServiceApi[];
  readonly counter: CallCounter;
}

/** Puts the APIs on the stack's port, and gives them to whoever calls them from within. */
export const openApis = (options: ApisOptions): ServiceApis => {
  const { clock, front, buses, scheduler, environment, counter } = options;
  const { lambda, calls } = options.functions;
  const now = (): number => clock.now();
  const sns = snsApi({ topics: options.topics, deliver: options.deliver, newId: randomUUID, now });
  const states = withTestCases(stepFunctionsService(options.states), options.mocks, randomUUID);
  const events = eventBridgeService({ buses, scheduler, environment, newId: randomUUID, now });
  const lambdaRoutes = [invokeRoute(lambda, calls), ...versionRoutes(lambda)];
  front.register(states);
  front.register(events);
  for (const route of lambdaRoutes) front.route(route);
  front.route(snsRoute(sns));
  front.route(describeStacksRoute(options));
  const own = [
    s3Api(options.buckets),
    sns,
    states,
    events,
    lambdaApi(lambdaRoutes),
    cloudFormationApi(options),
  ];
  return serviceApis({
    clock,
    services: [...options.opened, ...own],
    onCall: ({ service, operation, input, by }, error) => {
      // As over HTTP: invocations are counted where they happen.
      if (service === 'lambda') return;
      const call = { service, operation, input, caller: undefined, accessKeyId: undefined };
      counter.http({ ...call, ...(error ? { error } : {}) }, by);
    },
  });
};
