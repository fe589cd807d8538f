import type { EventBuses, Schedule, Target } from '../events';
import type { JsonObject } from '../http';
import type { LambdaService } from '../lambda';
import type { EventSourceConfig } from '../sources';
import type { StateMachine, StateMachines } from '../states';
import type { DeclaredResource, Identity } from '../template';

/** What resources are brought up with. */
export interface StackServices {
  readonly now: () => number;
  readonly createTable: (input: JsonObject, ttlAttribute: string | undefined) => Promise<void>;
  readonly createQueue: (name: string, attributes: Readonly<Record<string, string>>) => void;
  readonly lambda: LambdaService;
  readonly machines: StateMachines;
  /** Checks that the engine can run the definition. */
  readonly deployMachine: (machine: StateMachine) => void;
  readonly buses: EventBuses;
  readonly schedule: (
    name: string,
    schedule: Schedule,
    targets: readonly Target[],
    makeEvent: () => object,
    ruleArn: string,
  ) => void;
  readonly addSource: (
    source: EventSourceConfig,
    queueArn: string,
    functionName: string,
    enabled: boolean,
  ) => void;
  /** A resource of a known type that the embedded stack cannot run. */
  readonly notRun: (what: string) => void;
}

/** Order in which resources come up: each needs only those of earlier phases. */
export const PHASES = [
  'data',
  'function',
  'version',
  'alias',
  'machine',
  'machine-version',
  'machine-alias',
  'source',
] as const;
export type Phase = (typeof PHASES)[number];

/** How one CloudFormation type comes up. */
export interface ResourceType {
  readonly phase: Phase;
  readonly identify: (resource: DeclaredResource) => Identity;
  readonly bringUp: (resource: DeclaredResource, services: StackServices) => void | Promise<void>;
}
