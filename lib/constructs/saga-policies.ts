import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { acknowledgeWildcards, WILDCARD_REASONS } from './acknowledge';
import { customerKeyStatement } from './customer-key';
import type { Saga } from './saga';
import { STATUS_INDEX } from './saga-log-table';
import { executionsOf } from './state-machine-grants';

/**
 * Rights for people and services outside: a starter may start this saga and see what became of it; an operator may also
 * list, cancel, redrive, resolve and change counters. Neither may change code, or delete what was recorded.
 */
export class SagaPolicies extends Construct {
  readonly starter: ManagedPolicy;
  readonly operator: ManagedPolicy;

  constructor(scope: Construct, id: string, saga: Saga) {
    super(scope, id);
    const { name } = saga.definition;
    const statement = customerKeyStatement(this);
    const key = statement ? [statement] : [];
    this.starter = new ManagedPolicy(this, 'Starter', {
      description: `Start sagas ${name}, and see what became of them`,
      statements: [...starting(saga), ...key],
    });
    this.operator = new ManagedPolicy(this, 'Operator', {
      description: `Operate sagas ${name}: list, show, cancel, redrive, resolve, change counters`,
      statements: [...starting(saga), ...operating(saga), ...pruning(saga), ...lookingBack(saga), ...key],
    });
    const own = [executionsOf(saga.machine), executionsOf(saga.unwindMachine)];
    for (const policy of [this.starter, this.operator]) {
      acknowledgeWildcards(policy, own, WILDCARD_REASONS.executions);
      acknowledgeWildcards(policy, [allStacks(saga)], WILDCARD_REASONS.stacks);
    }
    const functions = Object.values(saga.participants).map((participant) => participant.function.functionArn);
    acknowledgeWildcards(this.operator, versionsOf(functions), WILDCARD_REASONS.versions);
  }
}

const allow = (actions: string[], resources: string[]): PolicyStatement =>
  new PolicyStatement({ actions, resources });

const starting = (saga: Saga): PolicyStatement[] => [
  // The alias is authorized by the machine's own ARN.
  allow(['states:StartExecution'], [saga.machine.arn]),
  allow(['states:DescribeExecution', 'states:GetExecutionHistory'], [executionsOf(saga.machine)]),
  // What became of a saga that was cancelled or died is told by its unwinds, too.
  allow(['states:DescribeExecution', 'states:GetExecutionHistory'], [executionsOf(saga.unwindMachine)]),
  allow(['sqs:SendMessage'], [saga.requests.queue.queueArn]),
  allow(['dynamodb:GetItem', 'dynamodb:Query'], [saga.logTable.table.tableArn]),
  allow(['dynamodb:Query'], [`${saga.logTable.table.tableArn}/index/${STATUS_INDEX}`]),
  allow(['dynamodb:GetItem'], ledgerArns(saga)),
  // The CLI finds its stack among all of them, which has to be allowed for all.
  allow(['cloudformation:DescribeStacks', 'cloudformation:ListStacks'], [allStacks(saga)]),
];

const operating = (saga: Saga): PolicyStatement[] => [
  allow(
    ['dynamodb:ConditionCheckItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
    [saga.logTable.table.tableArn],
  ),
  // Resolving by hand writes the tombstone that refuses whoever comes late. Counters are listed by a look at the whole table.
  allow(['dynamodb:PutItem', 'dynamodb:Scan', 'dynamodb:UpdateItem'], ledgerArns(saga)),
  ...listing(saga),
  allow(['states:StopExecution'], [executionsOf(saga.machine)]),
  allow(['states:StartExecution'], [saga.unwindMachine.arn]),
  allow(['sqs:SendMessage'], [saga.errors.queue.queueArn]),
  allow(
    ['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:ReceiveMessage'],
    [saga.errors.deadLetters.queueArn],
  ),
  // Requests that were refused are looked at, and left where they are.
  allow(['sqs:ChangeMessageVisibility', 'sqs:ReceiveMessage'], [saga.requests.deadLetters.queueArn]),
];

/** Records are listed by their indexes. */
const listing = (saga: Saga): PolicyStatement[] => {
  const indexes = Object.values(saga.participants).flatMap(({ table }) => table.indexArns);
  return indexes.length === 0 ? [] : [allow(['dynamodb:Query'], indexes)];
};

/** `leftovers`: what stacks have kept that are gone. */
const lookingBack = (saga: Saga): PolicyStatement[] => [
  allow(['cloudformation:ListStackResources'], [allStacks(saga)]),
];

const allStacks = (saga: Saga): string =>
  Stack.of(saga).formatArn({ service: 'cloudformation', resource: 'stack', resourceName: '*' });

/** `prune`: what was published, who uses it, and taking away what nobody does; never a function itself. */
const pruning = (saga: Saga): PolicyStatement[] => {
  const { machine, participants } = saga;
  const functions = Object.values(participants).map(({ function: { functionArn } }) => functionArn);
  return [
    allow(
      [
        'states:DeleteStateMachineVersion',
        'states:DescribeStateMachine',
        'states:DescribeStateMachineAlias',
        'states:ListExecutions',
        'states:ListStateMachineVersions',
      ],
      [machine.arn],
    ),
    // An execution that was started without a version tells its definition itself.
    allow(['states:DescribeStateMachineForExecution'], [executionsOf(machine)]),
    allow(['lambda:ListVersionsByFunction'], functions),
    allow(['lambda:DeleteFunction'], versionsOf(functions)),
  ];
};

const versionsOf = (functions: readonly string[]): string[] => functions.map((arn) => `${arn}:*`);

const ledgerArns = (saga: Saga): string[] =>
  Object.values(saga.participants).map(({ table }) => table.table.tableArn);
