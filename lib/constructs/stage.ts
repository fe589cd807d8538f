import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { SagaError } from '../saga';

/** Where a stack is deployed to; it decides what survives its deletion. */
export type Stage = 'dev' | 'prod';

/** What a stage means for everything that holds data. */
export interface StageSettings {
  /** What is kept goes again with a create that is rolled back: left behind, it would be in the way of the next one. */
  readonly removalPolicy: RemovalPolicy;
  /** Of tables: a protected one cannot be deleted, and a roll-back that tries fails. Theirs are names nobody else has. */
  readonly tableRemovalPolicy: RemovalPolicy;
  /** DynamoDB refuses to delete a table while it is on. */
  readonly deletionProtection: boolean;
  readonly logRetention: RetentionDays;
}

const SETTINGS: Readonly<Record<Stage, StageSettings>> = {
  dev: {
    removalPolicy: RemovalPolicy.DESTROY,
    tableRemovalPolicy: RemovalPolicy.DESTROY,
    deletionProtection: false,
    logRetention: RetentionDays.ONE_WEEK,
  },
  prod: {
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    tableRemovalPolicy: RemovalPolicy.RETAIN,
    deletionProtection: true,
    logRetention: RetentionDays.THREE_MONTHS,
  },
};

/**
 * The stage of the app: `-c stage=prod`, `dev` when nothing is said.
 * @throws SagaError `UnknownStage`
 */
export const stageOf = (scope: IConstruct): Stage => {
  const stage: unknown = scope.node.tryGetContext('stage') ?? 'dev';
  if (stage === 'dev' || stage === 'prod') return stage;
  throw new SagaError('UnknownStage', `stage is '${String(stage)}': use -c stage=dev or -c stage=prod`);
};

export const stageSettings = (scope: IConstruct): StageSettings => SETTINGS[stageOf(scope)];
