import { DefinitionError, isActivity, type StateMachineDefinition, walk } from '../../asl';
import type { Integrations } from './find-integration';
import type { Integration } from './integration';

const TOKEN_SUFFIX = '.waitForTaskToken';

/** A Task that calls something, with what it calls. */
export interface IntegratedTask {
  readonly state: string;
  readonly integration: Integration;
}

export interface CheckOptions {
  readonly integrations: Integrations;
  /** Whether a mock answers for the state in some test case: then its service need not be here. */
  readonly mocked: (state: string) => boolean;
}

/** A Task with the integration that it uses, or why it cannot run. */
type Looked = IntegratedTask | { readonly problem: string };

const look = (name: string, resource: string, integrations: Integrations): Looked => {
  const integration = integrations.find(resource.replace(TOKEN_SUFFIX, ''));
  if (!integration) return { problem: `State '${name}': the integration ${resource} does not run here` };
  return { state: name, integration };
};

/**
 * The integrations that a machine uses. Refuses those that do not run here, by name: they would fail in the middle of an
 * execution, after others have had their effects.
 * @throws DefinitionError with all that cannot run
 */
export const integratedTasks = (
  definition: StateMachineDefinition,
  { integrations, mocked }: CheckOptions,
): readonly IntegratedTask[] => {
  const looked = [...walk(definition)].flatMap(({ name, state }) =>
    state.Type !== 'Task' || mocked(name) || isActivity(state.Resource)
      ? []
      : [look(name, state.Resource, integrations)],
  );
  const problems = looked.flatMap((one) => ('problem' in one ? [one.problem] : []));
  if (problems.length > 0) {
    const remedy = `mock the states (saga local --mock FILE), or use ${integrations.names().join(', ')}`;
    throw new DefinitionError(`${problems.join('; ')}; ${remedy}`);
  }
  return looked.flatMap((one) => ('problem' in one ? [] : [one]));
};
