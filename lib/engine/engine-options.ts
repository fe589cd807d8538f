import type { Clock } from './clock';
import type { ExecutionSummary } from './execution';
import type { Host } from './host';
import type { ServiceIntegration } from './integration';
import type { MapRun } from './map/map-run';
import type { MapStorage } from './map/storage';
import type { StateTest } from './state-test';

export interface EngineOptions {
  readonly clock: Clock;
  /** A number from 0 up to, not including, 1: for jitter, tokens, `$random`, `$uuid`. */
  readonly random: () => number;
  /** Who does a Task with this `Resource` (without `.waitForTaskToken`); undefined: nobody, the Task fails. */
  readonly integrations: (resource: string) => ServiceIntegration | undefined;
  /** Where distributed Maps read items from and write results to. @default nowhere, such a Map fails */
  readonly mapStorage?: MapStorage;
  readonly region: string;
  readonly accountId: string;
  /** Called when an execution starts, is redriven, and when it ends. */
  readonly onStatusChange?: (summary: ExecutionSummary) => void;
  /** Called between two states of an execution; whoever stops it there keeps the next one from being entered. */
  readonly onTransition?: (executionArn: string) => void;
  /** Throws TaskError when the role of the execution may not start the children of a Map run, or redrive them. */
  readonly admitMapRun?: Host['admitMapRun'];
  /** Called when a Map run starts, ends, is redriven, and when its limits are changed. */
  readonly onMapRunChange?: (mapRun: MapRun) => void;
  /** There when a state is tested. */
  readonly test?: StateTest;
}
