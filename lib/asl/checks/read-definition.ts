import { type JSONPath, type ParseError, parse, visit } from 'jsonc-parser';
import { type Diagnostic, problem } from './diagnostic';
import { duplicateStateName } from './state-names';

/** Source: Step Functions service quotas. */
const LARGEST_BYTES = 1024 * 1024;

/** Objects and lists in one another: as deep as the reader of AWS goes (Jackson). */
const DEEPEST = 1000;

export type Read =
  | { readonly value: unknown; readonly diagnostics: readonly Diagnostic[] }
  | { readonly value?: undefined; readonly diagnostics: readonly Diagnostic[] };

/** Reads the text of a definition. A field that is given twice is told: JSON.parse would drop the first. */
export const readDefinition = (text: string): Read => {
  if (Buffer.byteLength(text) > LARGEST_BYTES) {
    return refused(
      'SCHEMA_VALIDATION_FAILED',
      'The definition has more than 1 MiB',
      'split the state machine',
    );
  }
  if (text.trim() === '') {
    return refused(
      'SCHEMA_VALIDATION_FAILED',
      'Definition must be a valid JSON object',
      'give the definition',
    );
  }
  const depth = deepest(text);
  if (depth > DEEPEST) {
    const message = `Document nesting depth (${depth}) exceeds the maximum allowed (${DEEPEST})`;
    return refused('INVALID_JSON_DESCRIPTION', message, 'flatten it');
  }
  try {
    return { value: JSON.parse(text), diagnostics: duplicates(text) };
  } catch (error) {
    const { message } = error as Error;
    return { diagnostics: [problem('INVALID_JSON_DESCRIPTION', placeIn(text), message, 'give JSON')] };
  }
};

const refused = (code: Diagnostic['code'], message: string, remedy: string): Read => ({
  diagnostics: [problem(code, undefined, message, remedy)],
});

/** Characters of the text in a place that is told. */
const SHOWN = 500;

/** Where the text stops being JSON, as the reader of AWS says it (Jackson). Source of the form: recorded on AWS. */
const placeIn = (text: string): string => {
  const errors: ParseError[] = [];
  parse(text, errors, { disallowComments: true, allowTrailingComma: false });
  const before = text.slice(0, errors[0]?.offset ?? text.length).split('\n');
  const cut = text.length - SHOWN;
  const shown = `"${text.slice(0, SHOWN)}"${cut > 0 ? `[truncated ${cut} chars]` : ''}`;
  return `[Source: (String)${shown}; line: ${before.length}, column: ${(before.at(-1)?.length ?? 0) + 1}]`;
};

/** Brackets outside of texts, at their most: counted before anything recurses into them. */
const deepest = (text: string): number => {
  let depth = 0;
  let most = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/gs)) {
    if (token === '{' || token === '[') most = Math.max(most, ++depth);
    else if (token === '}' || token === ']') depth--;
  }
  return most;
};

/** Names of states have a code of their own. */
const duplicates = (text: string): readonly Diagnostic[] => {
  const found: Diagnostic[] = [];
  const open: Set<string>[] = [];
  visit(text, {
    onObjectBegin: () => {
      open.push(new Set());
    },
    onObjectEnd: () => {
      open.pop();
    },
    onObjectProperty: (name, _offset, _length, _line, _character, pathOf) => {
      const names = open.at(-1);
      if (names?.has(name)) found.push(duplicate(name, pathOf()));
      names?.add(name);
    },
  });
  return found;
};

const duplicate = (name: string, path: JSONPath): Diagnostic => {
  const holder = locationOf(path.filter((_, index) => index < path.length - (path.at(-1) === name ? 1 : 0)));
  return holder.endsWith('/States')
    ? duplicateStateName(name, `${holder}/${name}`)
    : problem(
        'INVALID_JSON_DESCRIPTION',
        holder === '' ? '/' : holder,
        `Duplicate field '${name}'`,
        'leave one of the two out',
      );
};

const locationOf = (path: JSONPath): string =>
  path.map((segment) => (typeof segment === 'number' ? `[${segment}]` : `/${segment}`)).join('');
