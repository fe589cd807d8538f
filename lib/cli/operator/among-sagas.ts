import type { CliHost } from '../host';
import type { DeployedSaga } from './deployed-saga';

/** Works on one of the sagas that were asked. */
export interface Attempts {
  /** What came of it; nothing when it was denied. */
  attempt<Result>(saga: DeployedSaga, work: () => Promise<Result>): Promise<readonly [Result] | readonly []>;
  /** The same for what comes bit by bit: it ends where it is denied. */
  stream<Item>(saga: DeployedSaga, items: AsyncIterable<Item>): AsyncGenerator<Item, undefined>;
}

/**
 * Asks sagas of which the rights may cover some: whoever may operate one stack need not name it. A saga whose calls are
 * denied is left out, and named on stderr when all is done.
 * @throws the denial when all of them are denied: the one that was named, say
 */
export const amongSagas = async <Result>(
  host: Pick<CliHost, 'stderr'>,
  sagas: readonly DeployedSaga[],
  use: (attempts: Attempts) => Promise<Result>,
): Promise<Result> => {
  const denied = new Set<string>();
  const leaveOut = ({ definition }: DeployedSaga, error: unknown): void => {
    if (!isDenial(error)) throw error;
    denied.add(definition.name);
    if (denied.size === sagas.length) throw error;
  };
  try {
    return await use({
      attempt: async (saga, work) => {
        try {
          return [await work()];
        } catch (error) {
          leaveOut(saga, error);
          return [];
        }
      },
      stream: async function* (saga, items) {
        // What the reader of it throws does not come here.
        try {
          yield* items;
        } catch (error) {
          leaveOut(saga, error);
        }
        return undefined;
      },
    });
  } finally {
    // Of an error that is about them all one line is enough.
    if (denied.size < sagas.length) for (const name of denied) host.stderr(leftOut(name));
  }
};

const leftOut = (name: string): string =>
  `saga: the rights do not cover ${name}: it is left out (--saga ${name} says what is denied)\n`;

/** How services name a denial; CloudFormation, and SQS for clients of its query protocol, have the short name. */
const isDenial = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'AccessDeniedException' || error.name === 'AccessDenied');
