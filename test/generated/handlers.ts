import {
  type ParticipantHandler,
  type ParticipantPorts,
  participant,
  undoFromLedger,
} from '../../lib/runtime';
import { type ActionCommand, BusinessError, flatSteps, type SagaDefinition } from '../../lib/saga';
import { fieldOf, type Wishes } from './definition';

/** What there is of every counter at first. */
const CAPACITY = 1_000;

/** What a step answers: the score that the input has for it. */
export const scoreOf = (step: string, input: unknown): { readonly score: number } => ({
  score: (input as Wishes).scores?.[fieldOf(step)] ?? 0,
});

/**
 * The handler of a participant, made from the definition: a step does as the input wishes, and each that can be undone
 * takes one from a counter.
 */
export const handlerOf = (
  definition: SagaDefinition,
  by: string,
  ports?: () => ParticipantPorts,
): ParticipantHandler => {
  const commands = flatSteps(definition)
    .filter((step) => step.by === by)
    .flatMap(({ name, compensation }): [string, unknown][] => [
      [
        name,
        ({ input }: ActionCommand) => {
          if ((input as Wishes).refused === name) throw new BusinessError('Refused', 'as the input wishes');
          const effects = compensation ? [{ counter: name, take: 1, capacity: CAPACITY }] : [];
          return { result: scoreOf(name, input), effects };
        },
      ],
      ...(compensation ? [[compensation, undoFromLedger] as [string, unknown]] : []),
    ]);
  return participant(definition, by as never, Object.fromEntries(commands) as never, ports);
};
