import { relative, resolve } from 'node:path';
import { originalPlace } from './original-place';

/** One message of esbuild, as far as it is shown. */
interface BuildMessage {
  readonly text: string;
  readonly location: { readonly file: string; readonly line: number; readonly column: number } | null;
}

/** Says what to do by itself, as the system says which file; any other text was not written for who made the mistake. */
const GOOD = 'SagaError';

/**
 * One line about what is wrong with the sources, for the developer who wrote them: where, and what.
 * @param error what loading, building or synthesizing them has thrown
 * @param root folder of the project
 */
export const explainFailure = (error: unknown, root: string): string => {
  if (!isError(error)) return oneLine(String(error));
  const [first, ...others] = (error.errors ?? []).filter(isBuildMessage);
  if (first) return `${describe(first, root)}${others.length > 0 ? ` (and ${others.length} more)` : ''}`;
  if (error.name === GOOD || 'syscall' in error) return oneLine(error.message);
  const place = originalPlace(error.stack ?? '', root);
  return `${place === undefined ? '' : `${place}: `}${error.name}: ${oneLine(error.message)}`;
};

/** By its shape: esbuild may throw those of another thread, which are no instances of this one's `Error`. */
const isError = (error: unknown): error is Error & { readonly errors?: readonly object[] } =>
  typeof error === 'object' && error !== null && 'message' in error;

/** Others have errors too: `AggregateError`. */
const isBuildMessage = (one: object): one is BuildMessage => 'text' in one && 'location' in one;

const describe = ({ text, location }: BuildMessage, root: string): string =>
  location === null
    ? text
    : `${relative(root, resolve(root, location.file))}:${location.line}:${location.column + 1}: ${text}`;

const oneLine = (text: string): string => text.replace(/\s*\n\s*/g, ' ').trim();
