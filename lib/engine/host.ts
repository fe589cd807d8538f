import type { StateChain } from '../asl';
import type { Clock } from './clock';
import type { Execution } from './execution';
import type { Identity } from './identity';
import type { ServiceIntegration } from './integration';
import type { ChildExecution, MapRun } from './map/map-run';
import type { MapStorage } from './map/storage';
import type { Payload } from './payload';
import type { StateTest } from './state-test';
import type { TaskTokens } from './task-tokens';

/** A child execution of a distributed Map. */
export interface ChildRequest {
  readonly mapRun: MapRun;
  readonly parent: Identity;
  /** Position of its item, or of its batch of items. */
  readonly index: number;
  readonly itemCount: number;
  readonly processor: StateChain;
}

/** What the role of an execution has to be allowed for a Map run. */
export type MapRunAction = 'StartExecution' | 'RedriveExecution';

/** What every execution of an engine shares. */
export interface Host {
  readonly clock: Clock;
  readonly random: () => number;
  readonly integrations: (resource: string) => ServiceIntegration | undefined;
  readonly mapStorage: MapStorage | undefined;
  readonly tokens: TaskTokens;
  readonly region: string;
  readonly accountId: string;
  readonly onMapRunChange: (mapRun: MapRun) => void;
  /** Throws TaskError when the role of the execution may not start child executions, or redrive them. */
  readonly admitMapRun: (mapRun: MapRun, parent: Identity, action: MapRunAction) => void;
  /** The engine keeps it, so that it can be described and its limits changed while it runs. */
  readonly openMapRun: (mapRun: MapRun) => void;
  readonly mapRun: (arn: string) => MapRun | undefined;
  readonly startChild: (request: ChildRequest & { readonly input: Payload }) => Execution;
  /** Runs a child execution on from where it failed. */
  readonly redriveChild: (child: ChildExecution, request: ChildRequest) => Execution;
  /** There when a state is tested. */
  readonly test: StateTest | undefined;
  /** Told between two states of an execution. */
  readonly onTransition: (executionArn: string) => void;
}
