import { type AnyHandlers, type OutsideEffect, undoFromLedger, undoOutside } from '../../../lib/runtime';
import {
  type ActionCommand,
  BusinessError,
  flatSteps,
  type SagaDefinition,
  type SagaStep,
  WHEN_UNDONE,
} from '../../../lib/saga';
import { crashing, type Life } from './crashing';
import type { Provider } from './provider';

/** What there is of a participant's counter at first. */
export const CHAIRS = 1000;

/** What the commands of a saga do, made from its definition. */
export interface Rules {
  /** Steps whose effect lies outside; the others take a chair each from their participant. */
  readonly outside: ReadonlySet<string>;
  /** Steps to which the answer is no. */
  readonly refused: (step: string) => boolean;
  readonly resultOf: (step: SagaStep, command: ActionCommand) => unknown;
}

/** Handlers of one participant, for one process. */
export const handlersOf = (
  definition: SagaDefinition,
  participant: string,
  rules: Rules,
  provider: Provider,
  life: Life,
): AnyHandlers => {
  const refuse = ({ name }: SagaStep): void => {
    if (rules.refused(name)) throw new BusinessError('Refused', 'as told');
  };
  const outside = (step: SagaStep): OutsideEffect<unknown> => {
    const dying = crashing(provider, life);
    return {
      kind: 'outside',
      perform: async (command, { idempotencyKey }) => {
        refuse(step);
        await dying.perform(idempotencyKey);
        return rules.resultOf(step, command);
      },
      reverse: (key) => dying.reverse(key),
    };
  };
  const own = flatSteps(definition).filter(({ by }) => by === participant);
  const heard: AnyHandlers = definition.whenUndone === participant ? { [WHEN_UNDONE]: () => undefined } : {};
  const carriedOut = Object.fromEntries(
    own.flatMap((step): [string, AnyHandlers[string]][] => {
      const isOutside = rules.outside.has(step.name);
      const action = isOutside
        ? outside(step)
        : (command: ActionCommand) => {
            refuse(step);
            return {
              result: rules.resultOf(step, command),
              effects: [{ counter: 'chair', take: 1, capacity: CHAIRS }],
            };
          };
      const undo = isOutside ? undoOutside(outside(step)) : undoFromLedger;
      return [
        [step.name, action],
        ...(step.compensation === undefined
          ? []
          : [[step.compensation, undo] as [string, AnyHandlers[string]]]),
      ];
    }),
  );
  return { ...carriedOut, ...heard };
};
