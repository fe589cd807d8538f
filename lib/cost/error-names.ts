import type { CatcherRule, RetrierRule } from './machine';

/** No retrier and no catcher sees it (Amazon States Language specification, "Errors"). */
const UNCATCHABLE = 'States.Runtime';

/**
 * Whether a list of `ErrorEquals` takes the error: by its name, or by a wildcard. `States.TaskFailed` is any but a
 * timeout; a missed heartbeat is a timeout too. An error whose name is computed at run time (undefined) is only taken
 * by a wildcard.
 */
export const takes = (errors: readonly string[], error: string | undefined): boolean =>
  error !== UNCATCHABLE && errors.some((name) => stands(name, error));

const stands = (name: string, error: string | undefined): boolean => {
  switch (name) {
    case 'States.ALL':
      return true;
    case 'States.TaskFailed':
      return error !== 'States.Timeout';
    case 'States.Timeout':
      return error === 'States.Timeout' || error === 'States.HeartbeatTimeout';
    default:
      return name === error;
  }
};

/** The first retrier or catcher that takes the error: only that one counts. */
export const firstThatTakes = <Rule extends RetrierRule | CatcherRule>(
  rules: readonly Rule[],
  error: string | undefined,
): Rule | undefined => rules.find((rule) => takes(rule.errors, error));
