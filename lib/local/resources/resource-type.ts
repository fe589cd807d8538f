import type { StreamSettings } from '../dynamodb';
import type { EventBuses, Origin, Schedule, Target } from '../events';
import type { JsonObject } from '../http';
import type { AccessControl } from '../iam';
import type { LambdaService } from '../lambda';
import type { DeclaredPipe } from '../pipes';
import type { Buckets } from '../s3';
import type { Topics } from '../sns';
import type { EventSourceConfig } from '../sources';
import type { Activities, StateMachine, StateMachines, Tags } from '../states';
import type { DeclaredResource, Identity } from '../template';

/** What resources are brought up with. */
export interface StackServices {
  readonly now: () => number;
  readonly createTable: (input: JsonObject, ttlAttribute: string | undefined) => Promise<void>;
  readonly createQueue: (name: string, attributes: Readonly<Record<string, string>>) => void;
  readonly lambda: LambdaService;
  /** The folder of a .zip archive's content. */
  readonly unpacked: (archive: string) => string;
  readonly machines: StateMachines;
  readonly activities: Activities;
  /** Of machines and activities. */
  readonly tags: Tags;
  /** Checks that the engine can run the definition. */
  readonly deployMachine: (machine: StateMachine) => void;
  readonly buses: EventBuses;
  readonly topics: Topics;
  readonly buckets: Buckets;
  readonly schedule: (
    name: string,
    schedule: Schedule,
    targets: readonly Target[],
    makeEvent: () => object,
    origin: Origin,
  ) => void;
  readonly addSource: (
    source: EventSourceConfig,
    queueArn: string,
    functionName: string,
    enabled: boolean,
  ) => void;
  /** A table's stream is there for who reads it. */
  readonly declareStream: (stream: Omit<StreamSettings, 'region'>) => void;
  /** The table of a stream; undefined for what is no stream here. */
  readonly tableOfStream: (streamArn: string) => string | undefined;
  readonly addPipe: (pipe: DeclaredPipe) => Promise<void>;
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

/** What AWS lets somebody do on behalf of a resource, so that it can do its work. */
export interface Need {
  /** A service of AWS by its own name, or a role by its ARN. */
  readonly by: { readonly service: string } | { readonly role: string };
  /** `sns:Publish`. */
  readonly action: string;
  /** ARN, or `*`. */
  readonly resource: string;
  /** What the request carries beside the account. */
  readonly context?: Readonly<Record<string, string>>;
  /** AWS refuses to create the resource without it; the others fail when it is used, and mostly in silence. */
  readonly atCreation: boolean;
}

/** How one CloudFormation type comes up. */
export interface ResourceType {
  readonly phase: Phase;
  readonly identify: (resource: DeclaredResource) => Identity;
  readonly bringUp: (resource: DeclaredResource, services: StackServices) => void | Promise<void>;
  /** Tells who may do what: before anything comes up, in any order. @default nothing */
  readonly declareAccess?: (resource: DeclaredResource, access: AccessControl) => void;
  /** What it needs beside what its code asks for. @default nothing */
  readonly needs?: (resource: DeclaredResource, access: AccessControl) => readonly Need[];
}
