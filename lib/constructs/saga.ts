import type { Code } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { type CompileTargets, compile, compileUnwind, type StateMachineDefinition } from '../asl';
import {
  type DefinitionRecord,
  flatSteps,
  type ParticipantsOf,
  participantNames,
  type SagaDefinition,
  SagaError,
} from '../saga';
import { checkBooks } from './check-books';
import { checkCostBudget, type SagaCostBudget } from './check-cost-budget';
import { checkHistory } from './check-history';
import { checkMachine } from './check-machine';
import { deadExecutionRule } from './dead-execution-rule';
import { isEmulated } from './emulator';
import type { ParticipantFunction } from './participant-function';
import { checkPublished, type PublishedVersions } from './published-versions';
import { SagaErrors } from './saga-errors';
import { SagaLogTable } from './saga-log-table';
import { SagaMachine } from './saga-machine';
import { SagaRedrive } from './saga-redrive';
import { SagaRequests } from './saga-requests';
import { SagaSweeper } from './saga-sweeper';
import { grantTaskAnswers } from './state-machine-grants';

/** Bundles of the functions that every saga has. */
export interface OperationsCode {
  readonly redrive: Code;
  readonly sweeper: Code;
  readonly start: Code;
}

export interface SagaProps<Definition extends SagaDefinition> {
  readonly definition: Definition;
  /** One function for each participant that the definition names: a missing or misspelt one does not compile. */
  readonly participants: Readonly<Record<ParticipantsOf<Definition>, ParticipantFunction>>;
  readonly operations: OperationsCode;
  /** Where events are appended. @default - a table of its own */
  readonly logTable?: SagaLogTable;
  /** What it may cost: more fails the synthesis. @default - as much as it does */
  readonly costBudget?: SagaCostBudget;
  /** Versions so far: a state machine that changed under a version of them fails the synthesis. @default - none */
  readonly published?: PublishedVersions;
  /** Definitions so far: a version that lacks a step of an earlier one fails the synthesis. @default - none */
  readonly history?: readonly DefinitionRecord[];
}

/**
 * A saga with all that it needs to come to its end: the state machine compiled from the definition, a second one that
 * unwinds, the log, the errors queue with its redriver, the rule for dead executions, the sweeper, and a queue to
 * start from.
 *
 * Whatever the flow needs (queues of steps that are sent by queue, permissions) is read from the definition.
 */
export class Saga<Definition extends SagaDefinition = SagaDefinition> extends Construct {
  readonly definition: Definition;
  readonly participants: Readonly<Record<string, ParticipantFunction>>;
  readonly machine: SagaMachine;
  readonly unwindMachine: SagaMachine;
  readonly logTable: SagaLogTable;
  readonly errors: SagaErrors;
  readonly redrive: SagaRedrive;
  readonly sweeper: SagaSweeper;
  readonly requests: SagaRequests;

  constructor(scope: Construct, id: string, props: SagaProps<Definition>) {
    super(scope, id);
    this.definition = props.definition;
    this.participants = props.participants;
    const sagaName = props.definition.name;
    const names = participantNames(props.definition);
    const functions = Object.fromEntries(names.map((name) => [name, this.participant(name).function]));

    this.logTable = props.logTable ?? new SagaLogTable(this, 'Log');
    for (const name of names) checkBooks(props.definition, name, this.participant(name));
    for (const name of names) this.participant(name).join(this.logTable);
    const listeners = flatSteps(props.definition)
      .filter((step) => step.via === 'queue')
      .map((step) => step.by);
    for (const name of listeners) this.participant(name).listen();

    this.errors = new SagaErrors(this, 'Errors');
    // Emulators know neither versions nor aliases of a machine.
    const published = !isEmulated(this);
    const current = this.targets((participant) => participant.function.functionArn);
    checkPublished(props.definition, props.published ?? {});
    checkHistory(props.definition, props.history ?? []);
    if (props.costBudget) {
      checkCostBudget(this, props.definition, compile(props.definition, current), props.costBudget);
    }
    const pinned = published ? this.targets((participant) => participant.versionArn) : current;
    const commandQueues = [...new Set(listeners)].map((name) => this.commandQueue(name));
    this.machine = new SagaMachine(this, 'Machine', {
      comment: `Saga ${sagaName}`,
      asl: this.checked(compile(props.definition, pinned)),
      functions: Object.values(functions),
      queues: [...commandQueues, this.errors.queue],
      ...(published ? { version: { description: `Version ${props.definition.version}` } } : {}),
    });
    this.unwindMachine = new SagaMachine(this, 'Unwind', {
      comment: `Unwinds saga ${sagaName}`,
      // Current code, so that a fix heals what is to be undone.
      asl: this.checked(compileUnwind(props.definition, current)),
      functions: Object.values(functions),
      queues: [this.errors.queue],
    });
    for (const name of new Set(listeners)) this.grantAnswers(name);

    const { logTable, errors, machine, unwindMachine } = this;
    const { operations } = props;
    const shared = { sagaName, logTable, errors, machine, unwindMachine };
    this.redrive = new SagaRedrive(this, 'Redrive', { ...shared, code: operations.redrive, functions });
    this.sweeper = new SagaSweeper(this, 'Sweeper', {
      ...shared,
      definition: props.definition,
      ledgers: Object.fromEntries(names.map((name) => [name, this.participant(name).table])),
      code: operations.sweeper,
    });
    this.requests = new SagaRequests(this, 'Requests', {
      sagaName,
      logTable,
      machine,
      code: operations.start,
    });
    deadExecutionRule(this, 'DeadExecutions', { sagaName, errors, machines: [machine, unwindMachine] });
  }

  private checked(machine: StateMachineDefinition): StateMachineDefinition {
    checkMachine(machine, this.definition);
    return machine;
  }

  private targets(arnOf: (participant: ParticipantFunction) => string): CompileTargets {
    return {
      functionOf: (name) => arnOf(this.participant(name)),
      queueOf: (name) => this.commandQueue(name).queueUrl,
      errorsQueue: this.errors.queue.queueUrl,
    };
  }

  private participant(name: string): ParticipantFunction {
    const participant = this.participants[name];
    if (participant) return participant;
    throw new SagaError(
      'MissingParticipant',
      `saga '${this.definition.name}' has no function for participant '${name}': add it to \`participants\``,
    );
  }

  private commandQueue(name: string) {
    return this.participant(name).listen().queue;
  }

  private grantAnswers(name: string): void {
    const role = this.participant(name).function.role;
    if (role) grantTaskAnswers(this, `Answers-${name}`, role, this.machine);
  }
}
