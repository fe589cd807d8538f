import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

/** What a stage means for everything that holds data. */
export interface StageSettings {
  /** What is kept goes again with a create that is rolled back: left behind, it would be in the way of the next one. */
  readonly removalPolicy: RemovalPolicy;
  /** Of tables: a protected one cannot be deleted, and a roll-back that tries fails. Theirs are names nobody else has. */
  readonly tableRemovalPolicy: RemovalPolicy;
  /** DynamoDB refuses to delete a table while it is on. */
  readonly deletionProtection: boolean;
  /** CloudFormation refuses to delete a stack while it is on. */
  readonly terminationProtection: boolean;
  /** Whether the functions that mend have concurrency of their own. */
  readonly reservesConcurrency: boolean;
  readonly logRetention: RetentionDays;
}

const DISPOSABLE: StageSettings = {
  removalPolicy: RemovalPolicy.DESTROY,
  tableRemovalPolicy: RemovalPolicy.DESTROY,
  deletionProtection: false,
  terminationProtection: false,
  reservesConcurrency: false,
  logRetention: RetentionDays.ONE_WEEK,
};

const KEPT: StageSettings = {
  removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  tableRemovalPolicy: RemovalPolicy.RETAIN,
  deletionProtection: true,
  terminationProtection: true,
  reservesConcurrency: true,
  logRetention: RetentionDays.THREE_MONTHS,
};

/** The stage that stacks are made for. */
export const stageOf = (scope: IConstruct): string => String(scope.node.tryGetContext('stage') ?? 'dev');

/** Of a stage that keeps its data (`keep` in stages.json), or of one that does not. */
export const stageSettings = (scope: IConstruct): StageSettings =>
  String(scope.node.tryGetContext('keep') ?? false) === 'true' ? KEPT : DISPOSABLE;
