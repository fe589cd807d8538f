import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import {
  type CfnStateMachine,
  CfnStateMachineAlias,
  CfnStateMachineVersion,
  DefinitionBody,
  LogLevel,
  StateMachine,
  StateMachineType,
} from 'aws-cdk-lib/aws-stepfunctions';
import { Names, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { StateMachineDefinition } from '../asl';
import { SagaError } from '../saga';
import { acknowledgeWildcards, WILDCARD_REASONS } from './acknowledge';
import { customerKey, grantCustomerKey } from './customer-key';
import { isEmulated, withFixedTimeouts } from './emulator';
import { stackGuid } from './stack-guid';
import { stageSettings } from './stage';

export interface SagaMachineProps {
  readonly comment: string;
  /** Compiled ASL; ARNs and URLs in it may be tokens. */
  readonly asl: StateMachineDefinition;
  /** What it may invoke: these functions, any version of them. */
  readonly functions: readonly IFunction[];
  /** Where it may send to. */
  readonly queues: readonly IQueue[];
  /**
   * Publishes the machine as a version behind the alias `live`, so that a deployment changes nothing under an execution
   * that is on its way. @default - it runs as it was deployed last
   */
  readonly version?: { readonly description: string };
}

/** How long one data key serves a machine: KMS bills each new one. */
const DATA_KEY_REUSE_SECONDS = 300;

/** How long the first sagas of a new version are watched before all are started on it. */
const CANARY_MINUTES = 10;

/** Alias by which a published machine is started. */
export const LIVE_ALIAS = 'live';

/**
 * A Standard state machine with a role of its own. The role names functions, not versions: a policy on exact versions
 * would take the right away from the executions that are under way at the next deploy (aws-cdk#17515).
 */
export class SagaMachine extends Construct {
  readonly machine: StateMachine;
  /** Every event of every execution, without payloads. */
  readonly logGroup: LogGroup;
  /** What executions are started by: the alias of a published machine, else the machine itself. */
  readonly startArn: string;
  #live: CfnStateMachineAlias | undefined;

  constructor(scope: Construct, id: string, props: SagaMachineProps) {
    super(scope, id);
    const { logRetention, removalPolicy } = stageSettings(this);
    const key = customerKey(this);
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('states.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
      description: `Role of: ${props.comment}`,
    });
    const versions = props.functions.map(({ functionArn }) => `${functionArn}:*`);
    role.addToPolicy(
      new PolicyStatement({
        actions: ['lambda:InvokeFunction'],
        resources: [...props.functions.map(({ functionArn }) => functionArn), ...versions],
      }),
    );
    grantCustomerKey(this, role);
    acknowledgeWildcards(role, versions, WILDCARD_REASONS.versions);
    acknowledgeWildcards(role, ['*'], WILDCARD_REASONS.machine);
    role.addToPolicy(
      new PolicyStatement({
        actions: ['sqs:SendMessage'],
        resources: props.queues.map(({ queueArn }) => queueArn),
      }),
    );
    this.logGroup = new LogGroup(this, 'Logs', {
      logGroupName: vendedLogGroupName(this),
      ...(key ? { encryptionKey: key } : {}),
      retention: logRetention,
      removalPolicy,
    });
    this.machine = new StateMachine(this, 'Machine', {
      comment: props.comment,
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromString(
        Stack.of(this).toJsonString(isEmulated(this) ? withFixedTimeouts(props.asl) : props.asl),
      ),
      role,
      tracingEnabled: true,
      // Execution data would put customers' payloads into the logs.
      logs: { destination: this.logGroup, level: LogLevel.ALL, includeExecutionData: false },
      removalPolicy,
    });
    if (key) encryptMachine(this.machine, key);
    this.startArn = props.version ? this.publish(props.version.description) : this.arn;
  }

  /** The version is kept when the next one replaces it: executions and aliases may still stand on it. */
  private publish(description: string): string {
    const version = new CfnStateMachineVersion(this, 'Version', {
      stateMachineArn: this.arn,
      stateMachineRevisionId: this.machine.stateMachineRevisionId,
      description,
    });
    version.applyRemovalPolicy(RemovalPolicy.RETAIN);
    const percentage = canaryOf(this);
    this.#live = new CfnStateMachineAlias(this, 'Live', {
      name: LIVE_ALIAS,
      ...(percentage === undefined
        ? { routingConfiguration: [{ stateMachineVersionArn: version.attrArn, weight: 100 }] }
        : {
            deploymentPreference: {
              type: 'CANARY',
              percentage,
              interval: CANARY_MINUTES,
              stateMachineVersionArn: version.attrArn,
            },
          }),
    });
    return this.#live.attrArn;
  }

  /** Lets a gradual deployment go back to the version before when one of these alarms rings. */
  goBackOn(alarmNames: readonly string[]): void {
    const preference = this.#live?.deploymentPreference as
      | CfnStateMachineAlias.DeploymentPreferenceProperty
      | undefined;
    if (this.#live && preference)
      this.#live.deploymentPreference = { ...preference, alarms: [...alarmNames] };
  }

  get arn(): string {
    return this.machine.stateMachineArn;
  }
}

/**
 * The vended prefix keeps the account's log resource policy below its size limit, and makes a name necessary. It is one
 * of this stack alone: a stack that is deleted and created again finds the name of the group that was kept not taken.
 */
const vendedLogGroupName = (scope: Construct): string =>
  `/aws/vendedlogs/states/${Names.uniqueResourceName(scope, { maxLength: 80 })}-${stackGuid(scope)}`;

/** Definition, inputs, results and history. As a property of the construct it would add rights that are there already. */
const encryptMachine = (machine: StateMachine, key: IKey): void => {
  const resource = machine.node.defaultChild as CfnStateMachine;
  resource.encryptionConfiguration = {
    type: 'CUSTOMER_MANAGED_KMS_KEY',
    kmsKeyId: key.keyArn,
    kmsDataKeyReusePeriodSeconds: DATA_KEY_REUSE_SECONDS,
  };
};

/**
 * `-c canary=10`: a deployment starts ten per cent of the sagas on the new version first.
 * @throws SagaError `BadCanary`
 */
const canaryOf = (scope: Construct): number | undefined => {
  const asked: unknown = scope.node.tryGetContext('canary');
  if (asked === undefined) return undefined;
  const percentage = Number(asked);
  if (typeof asked !== 'boolean' && Number.isInteger(percentage) && percentage >= 1 && percentage <= 99) {
    return percentage;
  }
  throw new SagaError(
    'BadCanary',
    `canary is '${String(asked)}': use -c canary=10, a percentage from 1 to 99`,
  );
};
