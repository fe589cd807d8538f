import type { ErrorsTools } from '../../../lambdas/operations/tools';
import type { StateMachineDefinition } from '../../asl';
import type { OperationPorts } from '../../operations';
import type { InvocationContext, MemoryTable, ParticipantPorts } from '../../runtime';
import type { Command, SagaDefinition, SagaLog } from '../../saga';
import type { Oracle } from '../choices/oracle';
import type { WorldClock } from './clock';
import type { LastingFaults } from './lasting-faults';
import type { Process } from './process';
import type { Provider } from './provider';
import type { WorldRecord } from './record';
import type { Scheduler } from './scheduler';
import type { Tables } from './tables';

/** A participant's function on the ports of a world. */
export type FunctionOn = (
  ports: ParticipantPorts,
  outside: Provider,
) => (event: unknown, context: InvocationContext) => Promise<unknown>;

/** What one invocation of a participant is about. */
export interface Invocation {
  readonly definition: SagaDefinition;
  readonly command: Command;
  readonly table: MemoryTable;
}

/** The product as it is not: put between it and its ports, or into a machine that it compiled. */
export interface Variation {
  readonly participant?: (ports: ParticipantPorts, invocation: Invocation) => ParticipantPorts;
  readonly redriver?: (tools: ErrorsTools) => ErrorsTools;
  readonly sweeper?: (tools: ErrorsTools) => ErrorsTools;
  readonly operations?: (ports: OperationPorts) => OperationPorts;
  readonly machine?: (machine: StateMachineDefinition) => StateMachineDefinition;
}

/** A saga with one input, and all that runs for it. */
export interface Subject {
  readonly definition: SagaDefinition;
  readonly input: unknown;
  /** By participant. */
  readonly functions: Readonly<Record<string, FunctionOn>>;
  readonly variation?: Variation;
}

/** What all parts of a world share. */
export interface World extends Pick<WorldRecord, 'note' | 'blame' | 'excuse' | 'meddle'> {
  readonly subject: Subject;
  readonly definition: SagaDefinition;
  readonly variation: Variation;
  readonly clock: WorldClock;
  readonly oracle: Oracle;
  readonly scheduler: Scheduler;
  readonly faults: LastingFaults;
  readonly log: SagaLog;
  readonly tables: Tables;
  readonly provider: Provider;
  /** A port as one process has it. */
  readonly port: <Port extends object>(port: Port, name: string, process: Process) => Port;
}
