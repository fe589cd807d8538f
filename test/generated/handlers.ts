import {
  type DecisionContext,
  type ParticipantHandler,
  type ParticipantPorts,
  participant,
  undoFromLedger,
} from '../../lib/runtime';
import { type ActionCommand, BusinessError, flatSteps, type SagaDefinition } from '../../lib/saga';
import { BOOKS, plainBooks } from './books';
import { fieldOf, type Wishes } from './definition';

/** What there is of every counter at first. */
const CAPACITY = 1_000;

/** What a step answers: the score that the input has for it. */
export const scoreOf = (step: string, input: unknown): { readonly score: number } => ({
  score: (input as Wishes).scores?.[fieldOf(step)] ?? 0,
});

/**
 * The handler of a participant, made from the definition: a step does as the input wishes, and each that can be undone
 * takes one from a counter; where its participant keeps books, it writes them in one of several ways in turn.
 */
export const handlerOf = (
  definition: SagaDefinition,
  by: string,
  ports?: () => ParticipantPorts,
): ParticipantHandler => {
  const steps = flatSteps(definition);
  const keepsBooks = definition.records[by] !== undefined;
  const commands = steps
    .filter((step) => step.by === by)
    .flatMap(({ name, compensation }): [string, unknown][] => {
      const kind = BOOKS[steps.findIndex((step) => step.name === name) % BOOKS.length] ?? plainBooks;
      return [
        [
          name,
          async ({ saga, input }: ActionCommand, { records }: DecisionContext) => {
            if ((input as Wishes).refused === name) throw new BusinessError('Refused', 'as the input wishes');
            const counters = compensation ? [{ counter: name, take: 1, capacity: CAPACITY }] : [];
            const written = keepsBooks ? await kind.written(name, saga, records) : [];
            const undoable = written.map((effect) =>
              'record' in effect && compensation
                ? { ...effect, undo: { set: { status: 'undone' } } }
                : effect,
            );
            return { result: scoreOf(name, input), effects: [...counters, ...undoable] };
          },
        ],
        ...(compensation
          ? [[compensation, (keepsBooks && kind.undone) || undoFromLedger] as [string, unknown]]
          : []),
      ];
    });
  return participant(definition, by as never, Object.fromEntries(commands) as never, ports);
};
