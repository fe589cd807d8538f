import { object, text } from './arguments';
import type { Intrinsic } from './intrinsic';

/** A blank text is null. Source: recorded executions. */
const parse = (value: unknown): unknown => {
  const json = text(value);
  return json.trim() === '' ? null : (JSON.parse(json) as unknown);
};

/** A third argument that is not true, or the text of it, is taken for false. Source: executions on AWS. */
const merge = ([first, second, deep]: readonly unknown[]): unknown => {
  if (String(deep).toLowerCase() === 'true') throw new Error('only a shallow merge (false) is there');
  return Object.fromEntries([...Object.entries(object(first)), ...Object.entries(object(second))]);
};

/** Source: developer guide, "Intrinsics for JSON data manipulation". */
export const JSON_INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  'States.JsonMerge': { takes: [3, 3], run: merge },
  'States.JsonToString': { takes: [1, 1], run: ([value]) => JSON.stringify(value) },
  'States.StringToJson': { takes: [1, 1], run: ([value]) => parse(value) },
};
