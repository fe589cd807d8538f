import type { JsonObject } from '../http';

export interface LoggingConfiguration {
  readonly level: string;
  readonly includeExecutionData: boolean;
  readonly destinations?: readonly JsonObject[];
}

export interface EncryptionConfiguration {
  readonly type: string;
  readonly kmsKeyId?: string;
  readonly kmsDataKeyReusePeriodSeconds?: number;
}

/** A state machine as it stands; versions keep it as it stood. */
export interface StateMachine {
  readonly arn: string;
  readonly name: string;
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly roleArn: string;
  /** ASL as text. */
  readonly definition: string;
  /** Epoch milliseconds. */
  readonly creationDate: number;
  /** None before the first update: then AWS tells none either. */
  readonly revisionId?: string;
  /** Epoch milliseconds; none before the first update. */
  readonly updateDate?: number;
  readonly loggingConfiguration?: LoggingConfiguration;
  readonly tracingConfiguration?: { readonly enabled: boolean };
  readonly encryptionConfiguration?: EncryptionConfiguration;
}

/** A published state machine: nothing of it changes. */
export interface MachineVersion {
  readonly arn: string;
  readonly number: number;
  readonly description?: string;
  /** Epoch milliseconds. */
  readonly creationDate: number;
  readonly machine: StateMachine;
}

export interface Route {
  readonly stateMachineVersionArn: string;
  /** Percent. */
  readonly weight: number;
}

export interface MachineAlias {
  readonly arn: string;
  readonly name: string;
  readonly description?: string;
  /** One or two versions of one machine; their weights make 100. */
  readonly routingConfiguration: readonly Route[];
  /** Epoch milliseconds. */
  readonly creationDate: number;
  readonly updateDate: number;
}

export const NO_LOGGING: LoggingConfiguration = { level: 'OFF', includeExecutionData: false };
export const NO_TRACING = { enabled: false } as const;
export const OWNED_KEY: EncryptionConfiguration = { type: 'AWS_OWNED_KEY' };

/** A configuration in full, as it is compared and described. */
export const configurationOf = (machine: StateMachine) => ({
  loggingConfiguration: machine.loggingConfiguration ?? NO_LOGGING,
  tracingConfiguration: machine.tracingConfiguration ?? NO_TRACING,
  encryptionConfiguration: machine.encryptionConfiguration ?? OWNED_KEY,
});
