import { ServiceError } from '../http';
import type { MachineReference } from './execution-record';

/** A deployed state machine. */
export interface StateMachine {
  readonly arn: string;
  readonly name: string;
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly roleArn: string;
  /** ASL as text. */
  readonly definition: string;
  /** Epoch milliseconds. */
  readonly creationDate: number;
}

const MACHINE_ARN = /^arn:[^:]+:states:[^:]+:[^:]+:stateMachine:([^:]+)(?::([^:]+))?$/;

/** The state machines, their versions and aliases. */
export class StateMachines {
  private readonly machines = new Map<string, StateMachine>();
  /** Version or alias ARN → what it means. */
  private readonly qualified = new Map<string, MachineReference>();

  add(machine: StateMachine): void {
    this.machines.set(machine.arn, machine);
  }

  publishVersion(machineArn: string, versionArn: string): void {
    this.qualified.set(versionArn, { stateMachineArn: machineArn, stateMachineVersionArn: versionArn });
  }

  setAlias(aliasArn: string, versionArn: string): void {
    const version = this.qualified.get(versionArn);
    if (!version) throw new Error(`alias ${aliasArn} names the version ${versionArn}, which does not exist`);
    this.qualified.set(aliasArn, { ...version, stateMachineAliasArn: aliasArn });
  }

  all(): readonly StateMachine[] {
    return [...this.machines.values()];
  }

  versionsOf(machineArn: string): readonly string[] {
    return this.qualifiedOf(machineArn, ({ stateMachineAliasArn }) => stateMachineAliasArn === undefined);
  }

  aliasesOf(machineArn: string): readonly string[] {
    return this.qualifiedOf(machineArn, ({ stateMachineAliasArn }) => stateMachineAliasArn !== undefined);
  }

  /**
   * The machine behind a plain, version or alias ARN.
   * @throws ServiceError `InvalidArn` or `StateMachineDoesNotExist`.
   */
  find(arn: unknown): { readonly machine: StateMachine; readonly reference: MachineReference } {
    if (typeof arn !== 'string' || !MACHINE_ARN.test(arn)) {
      throw new ServiceError(
        'InvalidArn',
        `Invalid Arn: 'Resource type not valid in this context: ${String(arn)}'`,
      );
    }
    const reference = this.qualified.get(arn) ?? { stateMachineArn: arn };
    const machine = this.machines.get(reference.stateMachineArn);
    if (!machine)
      throw new ServiceError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
    return { machine, reference };
  }

  private qualifiedOf(machineArn: string, keep: (reference: MachineReference) => boolean): readonly string[] {
    return [...this.qualified]
      .filter(([, reference]) => reference.stateMachineArn === machineArn && keep(reference))
      .map(([arn]) => arn);
  }
}
