import type { Check } from '../check';
import { catchersOf } from '../expressions';
import { retriersOf } from '../recovery';

/** Names that start with `States.` are reserved; these are all. Source: developer guide, "Error names". */
const STATES_ERRORS: readonly string[] = [
  'States.ALL',
  'States.BranchFailed',
  'States.DataLimitExceeded',
  'States.ExceedToleratedFailureThreshold',
  'States.HeartbeatTimeout',
  'States.Http.Socket',
  'States.IntrinsicFailure',
  'States.ItemReaderFailed',
  'States.NoChoiceMatched',
  'States.ParameterPathFailure',
  'States.Permissions',
  'States.QueryEvaluationError',
  'States.ResultPathMatchFailure',
  'States.ResultWriterFailed',
  'States.Runtime',
  'States.TaskFailed',
  'States.Timeout',
];

/** Retriers and catchers name errors that can reach them: known ones, each once, and not `States.Runtime`. */
export const errorNames: Check = ({ states }) =>
  states.flatMap(({ name, state }) =>
    (
      [
        ['Retry', retriersOf(state)],
        ['Catch', catchersOf(state)],
      ] as const
    ).flatMap(([field, entries]) => {
      const seen = new Set<string>();
      return entries.flatMap(({ ErrorEquals }, index) =>
        ErrorEquals.flatMap((error) => {
          const problem = problemWith(error, seen.has(error));
          seen.add(error);
          return problem ? [{ state: name, message: `${field}[${index}] names ${error}, ${problem}` }] : [];
        }),
      );
    }),
  );

const problemWith = (error: string, repeated: boolean): string | undefined => {
  if (repeated) return 'which an entry before it has taken already: remove it';
  if (error === 'States.Runtime')
    return 'which can be neither retried nor caught: make sure that it does not happen';
  if (error.startsWith('States.') && !STATES_ERRORS.includes(error))
    return 'which does not exist: correct the name';
  return undefined;
};
