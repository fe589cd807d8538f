import type { RequestContext } from './context-keys';

const VARIABLE = /\$\{([^}]*)\}/g;

/** `${*}`, `${?}` and `${$}` stand for the character itself. */
const LITERALS = new Set(['*', '?', '$']);

/** Name of the key in `${aws:SourceAccount}` or `${aws:SourceAccount, 'none'}`. */
const keyIn = (variable: string): string => (variable.split(',')[0] ?? '').trim().toLowerCase();

/** The context keys that a text names as policy variables. */
export const variablesIn = (text: string): readonly string[] =>
  [...text.matchAll(VARIABLE)]
    .map(([, name = '']) => name)
    .filter((name) => !LITERALS.has(name))
    .map(keyIn);

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const wild = (text: string): string => escaped(text).replaceAll('\\*', '.*').replaceAll('\\?', '.');

/** A pattern's source and whether every variable in it has a value. */
interface Expanded {
  readonly source: string;
  readonly known: boolean;
}

const expand = (pattern: string, context: RequestContext, plain: (text: string) => string): Expanded => {
  let source = '';
  let known = true;
  let last = 0;
  for (const match of pattern.matchAll(VARIABLE)) {
    source += plain(pattern.slice(last, match.index));
    last = match.index + match[0].length;
    const [, name = ''] = match;
    const value = LITERALS.has(name) ? name : context[keyIn(name)];
    const fallback = /,\s*'(.*)'\s*$/.exec(name)?.[1];
    const text = typeof value === 'string' ? value : fallback;
    // A variable without a value matches nothing. Source: IAM user guide, "Policy variables".
    if (text === undefined) known = false;
    else source += escaped(text);
  }
  return { source: source + plain(pattern.slice(last)), known };
};

/** Patterns are few and asked again with every call. */
const compiled = new Map<string, RegExp>();

const test = ({ source, known }: Expanded, text: string, flags: string): boolean => {
  if (!known) return false;
  const key = `${flags} ${source}`;
  let expression = compiled.get(key);
  if (!expression) {
    expression = new RegExp(`^${source}$`, `${flags}s`);
    compiled.set(key, expression);
  }
  return expression.test(text);
};

/** Whether a text matches a pattern with `*`, `?` and variables. */
export const matchesLike = (pattern: string, text: string, context: RequestContext): boolean =>
  test(expand(pattern, context, wild), text, '');

/** Whether a text is the one that is written, variables filled in. */
export const matchesExactly = (
  pattern: string,
  text: string,
  context: RequestContext,
  flags: '' | 'i' = '',
): boolean => test(expand(pattern, context, escaped), text, flags);

const ARN_PARTS = 6;

/** The six parts of an ARN; undefined when it is none. */
const arnParts = (arn: string): readonly string[] | undefined => {
  const parts = arn.split(':');
  if (parts.length < ARN_PARTS) return undefined;
  return [...parts.slice(0, ARN_PARTS - 1), parts.slice(ARN_PARTS - 1).join(':')];
};

/** ARNs are compared part by part: a wildcard does not reach past its colon, but for the last. */
export const matchesArn = (pattern: string, arn: string, context: RequestContext): boolean => {
  const patterns = arnParts(pattern);
  const parts = arnParts(arn);
  if (!patterns || !parts) return false;
  return patterns.every((one, index) => matchesLike(one, parts[index] as string, context));
};
