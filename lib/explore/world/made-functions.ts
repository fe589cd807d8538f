import {
  type AnyHandlers,
  type OutsideEffect,
  participant,
  undoFromLedger,
  undoOutside,
} from '../../runtime';
import {
  type ActionCommand,
  flatSteps,
  participantNames,
  type SagaDefinition,
  type SagaStep,
  WHEN_UNDONE,
} from '../../saga';
import type { Provider } from './provider';
import type { FunctionOn } from './world';

/** What there is of a participant's counter at first. */
export const CHAIRS = 1000;

/** What the steps of a saga do, made from its definition. */
export interface MadeRules {
  /** Steps whose effect lies outside; the others take a chair each from their participant. */
  readonly outside: ReadonlySet<string>;
  readonly resultOf: (step: SagaStep, command: ActionCommand) => unknown;
}

/** Functions for a saga that has none, by participant. */
export const madeFunctions = (
  definition: SagaDefinition,
  rules: MadeRules = { outside: new Set(), resultOf: ({ name }) => ({ done: name }) },
): Readonly<Record<string, FunctionOn>> =>
  Object.fromEntries(
    participantNames(definition).map((by): [string, FunctionOn] => [
      by,
      (ports, provider) =>
        participant(
          definition,
          by as never,
          handlersOf(definition, by, rules, provider) as never,
          () => ports,
        ),
    ]),
  );

const handlersOf = (
  definition: SagaDefinition,
  by: string,
  rules: MadeRules,
  provider: Provider,
): AnyHandlers => {
  const own = flatSteps(definition).filter((step) => step.by === by);
  const heard: AnyHandlers = definition.whenUndone === by ? { [WHEN_UNDONE]: () => undefined } : {};
  return { ...Object.fromEntries(own.flatMap((step) => commandsOf(step, rules, provider))), ...heard };
};

const commandsOf = (
  step: SagaStep,
  { outside, resultOf }: MadeRules,
  provider: Provider,
): readonly (readonly [string, AnyHandlers[string]])[] => {
  const effect: OutsideEffect<unknown> = {
    kind: 'outside',
    perform: async (command, { idempotencyKey }) => {
      await provider.perform(idempotencyKey);
      return resultOf(step, command);
    },
    reverse: (key) => provider.reverse(key),
  };
  const taking = (command: ActionCommand) => ({
    result: resultOf(step, command),
    effects: [{ counter: 'chair', take: 1, capacity: CHAIRS }],
  });
  const isOutside = outside.has(step.name);
  const undo = isOutside ? undoOutside(effect) : undoFromLedger;
  return [
    [step.name, isOutside ? effect : taking],
    ...(step.compensation === undefined ? [] : ([[step.compensation, undo]] as const)),
  ];
};
