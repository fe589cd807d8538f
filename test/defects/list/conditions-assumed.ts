import type { LoggedStep, SagaDefinition, SagaElement, SagaStep } from '../../../lib/saga';
import type { Defect } from '../defect';

/** Past the pivot, whoever finishes a dead execution takes every step for asked for. */
export const conditionsAssumed: Defect = {
  redriver: (tools) => ({
    ...tools,
    definition: withoutConditions(tools.definition),
    log: {
      ...tools.log,
      read: async (saga) => {
        const logged = await tools.log.read(saga);
        if (!logged) return undefined;
        return { ...logged, header: { ...logged.header, steps: logged.header.steps.map(unconditional) } };
      },
    },
  }),
};

const unconditional = <Step extends LoggedStep | SagaStep>(step: Step): Step => ({
  ...step,
  when: undefined,
});

const withoutConditions = (definition: SagaDefinition): SagaDefinition => ({
  ...definition,
  steps: definition.steps.map(
    (element): SagaElement =>
      element.kind === 'parallel'
        ? { ...element, steps: element.steps.map(unconditional) }
        : unconditional(element),
  ),
});
