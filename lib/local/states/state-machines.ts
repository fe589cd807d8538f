import { type JsonObject, ServiceError } from '../http';
import { machineOf } from './arn';
import type { MachineReference } from './execution-record';
import { configurationOf, type MachineAlias, type MachineVersion, type StateMachine } from './machine';
import type { KeepResource, KeptResource } from './resource-line';
import { routeBy } from './routing';

export type MachineStatus = 'ACTIVE' | 'DELETING';

/** What CreateStateMachine was asked for beside the machine: asked again, it must be the same. */
export interface CreatedWith {
  readonly publish: boolean;
  readonly versionDescription?: string;
}

interface Entry {
  machine: StateMachine;
  status: MachineStatus;
  readonly createdWith: CreatedWith;
  /** Numbers are never given twice, also not that of a version which was deleted. */
  lastVersion: number;
  readonly versions: Map<string, MachineVersion>;
  readonly aliases: Map<string, MachineAlias>;
}

/** Which definition a start takes, and how the execution refers to it. */
export interface FoundMachine {
  readonly machine: StateMachine;
  readonly reference: MachineReference;
}

const doesNotExist = (arn: string): ServiceError =>
  new ServiceError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);

/**
 * The state machines, their versions and aliases: those that templates declare, and those made by the API. Only the latter
 * are kept: a template is deployed again at each start, and what it declares is as it says.
 */
export class StateMachines {
  private readonly entries = new Map<string, Entry>();

  constructor(
    /** A number from 0 up to, not including, 1. */
    private readonly random: () => number,
    private readonly keep: KeepResource = () => undefined,
  ) {}

  /** A machine that a template declares. */
  deploy(machine: StateMachine): void {
    this.entries.set(machine.arn, entryOf(machine, { publish: false }));
  }

  create(machine: StateMachine, createdWith: CreatedWith): void {
    this.entries.set(machine.arn, entryOf(machine, createdWith));
    this.keepMachine(machine.arn);
  }

  /** Changes a machine; its versions stay as they are. */
  update(machine: StateMachine): void {
    this.entry(machine.arn).machine = machine;
    this.keepMachine(machine.arn);
  }

  /** From now on nothing starts; it is gone after a restart in any case, for what runs ends with the stack. */
  beginDeletion(machineArn: string): void {
    this.entry(machineArn).status = 'DELETING';
    this.keep('machine', machineArn, undefined);
  }

  remove(machineArn: string): void {
    this.entries.delete(machineArn);
  }

  /** A version of the machine as it stands; the one there is when nothing has changed since. */
  publish(machineArn: string, creationDate: number, description: string | undefined): MachineVersion {
    const entry = this.entry(machineArn);
    const latest = entry.versions.get(`${machineArn}:${entry.lastVersion}`);
    if (latest && sameMachine(latest.machine, entry.machine)) return latest;
    const version = this.addVersion(entry, entry.lastVersion + 1, creationDate, description);
    this.keepMachine(machineArn);
    this.keep('version', version.arn, { ...version });
    return version;
  }

  /** A version that a template declares; its number is in its ARN. */
  deployVersion(versionArn: string, creationDate: number, description: string | undefined): void {
    const { machineArn, qualifier } = machineOf(versionArn);
    this.addVersion(this.entry(machineArn), Number(qualifier), creationDate, description);
  }

  deleteVersion(versionArn: string): void {
    this.entry(machineOf(versionArn).machineArn).versions.delete(versionArn);
    this.keep('version', versionArn, undefined);
  }

  /** An alias that a template declares. */
  deployAlias(alias: MachineAlias): void {
    this.entry(machineOf(alias.arn).machineArn).aliases.set(alias.arn, alias);
  }

  putAlias(alias: MachineAlias): void {
    this.deployAlias(alias);
    this.keep('alias', alias.arn, { ...alias });
  }

  deleteAlias(aliasArn: string): void {
    this.entries.get(machineOf(aliasArn).machineArn)?.aliases.delete(aliasArn);
    this.keep('alias', aliasArn, undefined);
  }

  /** Takes over what the API had made in an earlier run, except where a template says otherwise now. */
  restore(resources: readonly KeptResource[]): void {
    for (const { kind, arn, value } of resources) {
      if (kind === 'machine' && !this.entries.has(arn)) {
        const { machine, createdWith, lastVersion } = value as unknown as Entry;
        this.entries.set(arn, { ...entryOf(machine, createdWith), lastVersion });
      }
    }
    for (const { kind, arn, value } of resources) {
      if (kind !== 'version' && kind !== 'alias') continue;
      const entry = this.entries.get(machineOf(arn).machineArn);
      if (kind === 'version' && entry && !entry.versions.has(arn)) {
        const version = value as unknown as MachineVersion;
        entry.versions.set(arn, version);
        entry.lastVersion = Math.max(entry.lastVersion, version.number);
      }
      if (kind === 'alias' && entry && !entry.aliases.has(arn)) {
        entry.aliases.set(arn, value as unknown as MachineAlias);
      }
    }
  }

  all(): readonly StateMachine[] {
    return [...this.entries.values()].map(({ machine }) => machine);
  }

  has(machineArn: string): boolean {
    return this.entries.has(machineArn);
  }

  /** @throws ServiceError `StateMachineDoesNotExist`, also for a version or an alias. */
  get(machineArn: string): StateMachine {
    return this.entry(machineArn).machine;
  }

  statusOf(machineArn: string): MachineStatus {
    return this.entry(machineArn).status;
  }

  isDeleting(machineArn: string): boolean {
    return this.entries.get(machineArn)?.status === 'DELETING';
  }

  createdWith(machineArn: string): CreatedWith {
    return this.entry(machineArn).createdWith;
  }

  /** Newest first. */
  versionsOf(machineArn: string): readonly MachineVersion[] {
    return [...this.entry(machineArn).versions.values()].reverse();
  }

  aliasesOf(machineArn: string): readonly MachineAlias[] {
    return [...this.entry(machineArn).aliases.values()];
  }

  version(arn: string): MachineVersion | undefined {
    return this.entries.get(machineOf(arn).machineArn)?.versions.get(arn);
  }

  alias(arn: string): MachineAlias | undefined {
    return this.entries.get(machineOf(arn).machineArn)?.aliases.get(arn);
  }

  /**
   * The machine behind a plain, version or alias ARN; behind an alias, as its first version has it.
   * @throws ServiceError `InvalidArn` or `StateMachineDoesNotExist`.
   */
  find(arn: string): FoundMachine {
    const { machineArn, qualifier } = machineOf(arn);
    const entry = this.entries.get(machineArn);
    if (!entry) throw doesNotExist(arn);
    if (qualifier === undefined)
      return { machine: entry.machine, reference: { stateMachineArn: machineArn } };
    const alias = entry.aliases.get(arn);
    if (alias) {
      const [first] = alias.routingConfiguration;
      const version = entry.versions.get(String(first?.stateMachineVersionArn));
      const reference = { stateMachineArn: machineArn, stateMachineAliasArn: arn };
      return { machine: version?.machine ?? entry.machine, reference };
    }
    const version = entry.versions.get(arn);
    if (!version) throw doesNotExist(arn);
    return {
      machine: version.machine,
      reference: { stateMachineArn: machineArn, stateMachineVersionArn: arn },
    };
  }

  /**
   * What the next execution started through this ARN runs: an alias draws lots between its versions.
   * @throws ServiceError as `find` does, and `StateMachineDeleting`.
   */
  route(arn: string): FoundMachine {
    const found = this.find(arn);
    const { stateMachineArn } = found.reference;
    if (this.statusOf(stateMachineArn) === 'DELETING') throw deleting(stateMachineArn);
    const alias = this.alias(arn);
    if (!alias) return found;
    const versionArn = routeBy(alias.routingConfiguration, this.random());
    const { machine, reference } = this.find(versionArn);
    return { machine, reference: { ...reference, stateMachineAliasArn: arn } };
  }

  private entry(machineArn: string): Entry {
    const entry = this.entries.get(machineArn);
    if (!entry) throw doesNotExist(machineArn);
    return entry;
  }

  private addVersion(
    entry: Entry,
    number: number,
    creationDate: number,
    description: string | undefined,
  ): MachineVersion {
    const arn = `${entry.machine.arn}:${number}`;
    const version: MachineVersion = {
      arn,
      number,
      creationDate,
      machine: entry.machine,
      ...(description === undefined ? {} : { description }),
    };
    entry.versions.set(arn, version);
    entry.lastVersion = Math.max(entry.lastVersion, number);
    return version;
  }

  private keepMachine(machineArn: string): void {
    const { machine, createdWith, lastVersion } = this.entry(machineArn);
    this.keep('machine', machineArn, { machine, createdWith, lastVersion } as unknown as JsonObject);
  }
}

export const deleting = (machineArn: string): ServiceError =>
  new ServiceError('StateMachineDeleting', `State Machine is being deleted: '${machineArn}'`);

const entryOf = (machine: StateMachine, createdWith: CreatedWith): Entry => ({
  machine,
  status: 'ACTIVE',
  createdWith,
  lastVersion: 0,
  versions: new Map(),
  aliases: new Map(),
});

/** Whether they are one revision. */
export const sameMachine = (one: StateMachine, other: StateMachine): boolean =>
  one.definition === other.definition &&
  one.roleArn === other.roleArn &&
  JSON.stringify(configurationOf(one)) === JSON.stringify(configurationOf(other));
