import type { EmbeddedStack } from '../../../lib/local';

/** Stands for what must never turn up outside of the databases and queues: a space keeps it from being an identifier. */
export const CANARY = 'canary 4111 1111 1111 1111';
/** The same as a token that is a valid identifier. */
export const CANARY_TOKEN = 'tok_canary-4111-1111';

const isPlanted = (text: string): boolean => text.includes('4111 1111') || text.includes('4111-1111');

/** Lines of the functions' logs that say what they must not. */
export const leakedLines = (stack: EmbeddedStack): readonly string[] =>
  stack.logs
    .filter(({ text }) => isPlanted(text))
    .map(({ functionName, text }) => `${functionName}: ${text}`);

/** Errors and causes of executions and of their states that say what they must not. */
export const leakedCauses = (stack: EmbeddedStack): readonly string[] => causesOf(stack).filter(isPlanted);

/** Every error and cause in the histories of all executions. */
export const causesOf = (stack: EmbeddedStack): readonly string[] =>
  stack
    .executions()
    .flatMap(({ history, end }) => [
      ...history.flatMap((event) => errorsIn(event)),
      ...[end?.error, end?.cause].filter((text) => text !== undefined),
    ]);

const errorsIn = (value: unknown): readonly string[] => {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    (key === 'cause' || key === 'error') && typeof inner === 'string' ? [inner] : errorsIn(inner),
  );
};

/** Names in an error or cause that a stack trace would bring: places in code. */
export const PLACE_IN_CODE = /\bat (async )?[\w.<>$ ]*\(?(file:|node:|\/)[^\s)]*:\d+/;
