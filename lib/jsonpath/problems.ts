import { compileCall, isCall } from './intrinsic';
import { parsePath } from './path';
import { parseResultPath } from './result-path';
import { PathError } from './scope';

/** Why a text is not what it should be; undefined when it is. Found by the parsers that read it when it is run. */
const problemOf = (parse: () => unknown): string | undefined => {
  try {
    parse();
    return undefined;
  } catch (error) {
    if (error instanceof PathError) return error.message;
    throw error;
  }
};

export const pathProblem = (text: string): string | undefined => problemOf(() => parsePath(text));

/** A path, or a call of an intrinsic function. */
export const computedProblem = (text: string): string | undefined =>
  problemOf(() => (isCall(text) ? compileCall(text) : parsePath(text)));

/** A path into the input that names one place. */
export const resultPathProblem = (text: string): string | undefined => problemOf(() => parseResultPath(text));

/** A path into the input, the context object or a variable that names one place. */
export const referencePathProblem = (text: string): string | undefined => {
  const wrong = pathProblem(text);
  if (wrong !== undefined) return wrong;
  const steps = text.trim().replace(/^\$(\$|[\p{ID_Start}_][\p{ID_Continue}]*)?/u, '');
  return resultPathProblem(`$${steps}`) === undefined ? undefined : `'${text}' does not name one place`;
};
