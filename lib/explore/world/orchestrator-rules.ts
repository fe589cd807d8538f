import { EngineError } from '../../engine';
import { newestUnwind, parseExecution } from '../../runtime';
import { UNWIND } from './constants';
import type { World } from './world';

/** Whoever reads the log has to know of it: its number must never be used again. */
export const checkUnwindIsLogged = async (
  { definition, log, blame }: Pick<World, 'definition' | 'log' | 'blame'>,
  name: string,
): Promise<void> => {
  const { sagaId, unwind } = parseExecution({ name, stateMachineArn: UNWIND }, UNWIND);
  const logged = await log.read({ name: definition.name, id: sagaId });
  if (newestUnwind(logged?.events ?? []) < unwind) blame(`${name} is started before the log knows of it`);
};

/** An answer under a token that nobody waits for any more is a normal end. */
export const acceptLate = (send: () => void): void => {
  try {
    send();
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
  }
};
