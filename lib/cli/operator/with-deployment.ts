import {
  awsPorts,
  deploymentsIn,
  describeSagaStacks,
  lookUpSaga,
  type OperationClients,
  operationClients,
  type SagaResources,
  stacksOfStage,
} from '../../operations';
import { type SagaDefinition, SagaError } from '../../saga';
import { sagas } from '../../sagas';
import { UsageError } from '../command';
import { findSaga } from '../find-saga';
import type { CliHost } from '../host';
import { amongSagas } from './among-sagas';
import type { DeployedSaga } from './deployed-saga';
import { explained } from './explained';
import type { OperatorOptions } from './options';
import { chooseTarget, type Target } from './target';

/** What is deployed at the target. */
export interface Deployment {
  readonly target: Target;
  /** The sagas that the options ask for: one, or all. */
  readonly sagas: readonly DeployedSaga[];
}

/**
 * Finds what is deployed, uses it, and closes the connections.
 * @throws UsageError when there is nothing, or nobody answers
 */
export const withDeployment = async <Result>(
  host: CliHost,
  options: OperatorOptions,
  use: (deployment: Deployment) => Promise<Result>,
): Promise<Result> => {
  const wanted = options.saga === undefined ? undefined : findSaga(options.saga).name;
  const target = await chooseTarget(host, options);
  const { stacks, client } = target;
  const clients = operationClients(client);
  try {
    const all = stacks ?? (await describeSagaStacks(clients.cloudformation, options.stack));
    const found = deploymentsIn(
      (options.stage === undefined ? all : stacksOfStage(all, options.stage))
        .filter(({ stackName }) => options.stack === undefined || stackName === options.stack)
        .filter(({ outputs }) => isAskedFor(outputs.SagaName, wanted)),
    );
    const deployments = [...found].map(([name, resources]) => deployed(findSaga(name), clients, resources));
    if (deployments.length === 0) throw nothingDeployed(target, options);
    return await use({ target, sagas: deployments });
  } catch (error) {
    throw explained(error, target, options.as);
  } finally {
    clients.destroy();
  }
};

/** An account may hold sagas of other projects: they are none of ours. */
const isAskedFor = (name: string | undefined, wanted: string | undefined): boolean =>
  name !== undefined && (wanted === undefined ? Object.hasOwn(sagas, name) : name === wanted);

const deployed = (
  definition: SagaDefinition,
  clients: OperationClients,
  resources: SagaResources,
): DeployedSaga => ({ definition, clients, resources, ports: awsPorts(clients, resources, definition) });

const nothingDeployed = ({ name }: Target, { saga, stack, stage }: OperatorOptions): UsageError => {
  const what = saga === undefined ? 'no saga is deployed' : `saga '${saga}' is not deployed`;
  const where = stack === undefined ? '' : ` in stack '${stack}'`;
  const when = stage === undefined ? '' : ` in stage '${stage}'`;
  return new UsageError(
    `${what}${where}${when} at ${name}: deploy it with 'npm run deploy', or start 'saga local'`,
  );
};

/**
 * The saga with this id, among those that the rights cover.
 * @throws SagaError `UnknownSaga`; UsageError when two sagas have the id
 */
export const locate = (host: CliHost, { sagas }: Deployment, id: string): Promise<DeployedSaga> =>
  amongSagas(host, sagas, async ({ attempt }) => {
    const looked = await Promise.all(
      sagas.map((saga) => attempt(saga, async () => ({ saga, found: await lookUpSaga(saga.ports, id) }))),
    );
    const [first, ...others] = looked.flat().filter(({ found }) => found);
    const names = looked.flat().map(({ saga }) => saga.definition.name);
    if (!first) {
      throw new SagaError(
        'UnknownSaga',
        `there is no ${names.join(' or ')} saga '${id}': check the id, or list sagas with 'saga list'`,
      );
    }
    if (others.length > 0) {
      throw new UsageError(`several sagas have the id '${id}': choose one with --saga ${names.join('|')}`);
    }
    return first.saga;
  });
