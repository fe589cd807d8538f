import { valueAt } from '../events';

/** `<$.path>` or `<aws.pipes.name>`. */
const PLACEHOLDER = /<([$\w.[\]'-]+)>/y;

/** Whether a quote is open before each place of a template decides how its placeholders are put in: see `pipeInput`. */
const quotedBefore = (template: string, index: number): boolean => {
  let quoted = false;
  for (let at = 0; at < index; at++) {
    if (template[at] === '\\') at++;
    else if (template[at] === '"') quoted = !quoted;
  }
  return quoted;
};

/**
 * What a pipe's target receives of one record. A placeholder in quotes is put in as text, a bare one as JSON; what names
 * nothing is an empty text. Without a template the record as it is.
 * Source: EventBridge user guide, "Amazon EventBridge Pipes input transformation".
 */
export const pipeInput = (
  template: string | undefined,
  record: unknown,
  known: Readonly<Record<string, unknown>>,
): string => {
  if (template === undefined) return JSON.stringify(record);
  let out = '';
  for (let index = 0; index < template.length; index++) {
    PLACEHOLDER.lastIndex = index;
    const found = template[index] === '<' ? PLACEHOLDER.exec(template) : null;
    const path = found?.[1];
    if (!found || path === undefined) {
      out += template[index];
      continue;
    }
    const value = path.startsWith('$') ? valueAt(record, path) : known[path];
    if (quotedBefore(template, index)) {
      const text = typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
      out += JSON.stringify(text).slice(1, -1);
    } else out += JSON.stringify(value) ?? '""';
    index += found[0].length - 1;
  }
  return out;
};

/** A parameter of a target: a path is looked up in the record, anything else is as it stands. */
export const pipeParameter = (parameter: unknown, record: unknown): string | undefined => {
  if (typeof parameter !== 'string') return undefined;
  if (!parameter.startsWith('$.')) return parameter;
  const value = valueAt(record, parameter);
  return typeof value === 'string' ? value : JSON.stringify(value);
};
