import type { Clock, Execution, StartRequest } from '../../engine';
import type { MachineReference } from './execution-record';
import type { StateMachine } from './machine';
import { checkExecutionInput, checkName } from './validate';

export interface ExpressExecutionsOptions {
  readonly clock: Clock;
  readonly newId: () => string;
  /** Starts the engine on it. */
  readonly run: (machine: StateMachine, request: Omit<StartRequest, 'definition' | 'roleArn'>) => Execution;
}

/** An execution of an Express workflow. */
export interface ExpressExecution {
  readonly executionArn: string;
  readonly name: string;
  /** JSON text. */
  readonly input: string;
  /** Epoch milliseconds. */
  readonly startDate: number;
  readonly machine: StateMachine;
  readonly reference: MachineReference;
  readonly done: Promise<Execution>;
}

/** Source: Step Functions service quotas, "Quotas related to state machine executions". */
const LONGEST_SECONDS = 300;

/** Executions of Express workflows that run. Step Functions keeps nothing of them, and names may repeat. */
export class ExpressExecutions {
  private readonly open = new Map<string, ExpressExecution>();

  constructor(private readonly options: ExpressExecutionsOptions) {}

  /** @throws ServiceError `InvalidName`, `InvalidExecutionInput` */
  start(machine: StateMachine, reference: MachineReference, name: string, input: string): ExpressExecution {
    checkName(name);
    checkExecutionInput(input);
    const { clock, newId, run } = this.options;
    const executionArn = `${machine.arn.replace(':stateMachine:', ':express:')}:${name}:${newId()}`;
    const startDate = clock.now();
    const { stateMachineArn } = reference;
    let ended: (execution: Execution) => void = () => undefined;
    const done = new Promise<Execution>((resolve) => {
      ended = resolve;
    });
    const started = { executionArn, name, input, startDate, machine, reference, done };
    this.open.set(executionArn, started);
    const request = {
      stateMachineArn,
      executionArn,
      name,
      input,
      startDate,
      longestSeconds: LONGEST_SECONDS,
    };
    void run(machine, request).done.then(ended);
    return started;
  }

  /** The engine reports the end of one. */
  ended(executionArn: string): void {
    this.open.delete(executionArn);
  }

  find(executionArn: string): ExpressExecution | undefined {
    return this.open.get(executionArn);
  }

  runsOf(stateMachineArn: string): boolean {
    return [...this.open.values()].some(({ reference }) => reference.stateMachineArn === stateMachineArn);
  }

  get running(): number {
    return this.open.size;
  }
}
