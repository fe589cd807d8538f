import { DefinitionError, type StateMachineDefinition, walk } from '../../asl';
import { isActivity } from './activity-task';
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

/**
 * The integrations that a machine uses. Refuses one that does not run here, by name: it would fail in the middle of an
 * execution, after others have had their effects.
 * @throws DefinitionError
 */
export const integratedTasks = (
  definition: StateMachineDefinition,
  { integrations, mocked }: CheckOptions,
): readonly IntegratedTask[] =>
  [...walk(definition)].flatMap(({ name, state }) => {
    if (state.Type !== 'Task' || mocked(name) || isActivity(state.Resource)) return [];
    const { Resource } = state;
    const integration = integrations.find(Resource.replace(TOKEN_SUFFIX, ''));
    if (!integration) {
      throw new DefinitionError(
        `State '${name}': the integration ${Resource} does not run here; mock the state (saga local --mock FILE), or use one of ${integrations.names().join(', ')}`,
      );
    }
    if (Resource.endsWith(TOKEN_SUFFIX) && !integration.takesToken) {
      throw new DefinitionError(
        `State '${name}': ${Resource}: this integration does not wait for a task token; leave out ${TOKEN_SUFFIX}`,
      );
    }
    return [{ state: name, integration }];
  });
