import { UsageError } from './command';

/** A number from 0 in plain notation. @throws UsageError that names the option */
export const parseNumber = (option: string, text: string): number => {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value >= 0) return value;
  throw new UsageError(`${option} '${text}': not a number from 0`);
};

/** `a=1`, as two halves. */
const halves = (option: string, text: string, form: string): readonly [string, string] => {
  const at = text.lastIndexOf('=');
  if (at > 0 && at < text.length - 1) return [text.slice(0, at), text.slice(at + 1)];
  throw new UsageError(`${option} '${text}': give ${form}`);
};

const unique = <Value>(
  option: string,
  entries: readonly (readonly [string, Value])[],
): Record<string, Value> => {
  const names = new Set<string>();
  for (const [name] of entries) {
    if (names.has(name)) throw new UsageError(`${option} ${name}: given twice`);
    names.add(name);
  }
  return Object.fromEntries(entries);
};

/** `COMMAND=P` each. The range of P is checked where it is used. */
export const parseChances = (option: string, given: readonly string[]): Record<string, number> =>
  unique(
    option,
    given.map((text) => {
      const [command, value] = halves(option, text, 'COMMAND=P, for example process-payment=0.02');
      return [command, probability(option, text, value)];
    }),
  );

const probability = (option: string, text: string, value: string): number => {
  const number = Number(value);
  if (value.trim() !== '' && number >= 0 && number <= 1) return number;
  throw new UsageError(`${option} '${text}': ${value} is not a probability; give a number from 0 to 1`);
};

/** `STATE=NEXT:P` each; several for one state add up. */
export const parseChoices = (given: readonly string[]): Record<string, Record<string, number>> => {
  const choices: Record<string, Record<string, number>> = {};
  for (const text of given) {
    const form = 'STATE=NEXT:P, for example CheckStatus=Wait:0.8';
    const [state, way] = halves('--choice', text, form);
    const at = way.lastIndexOf(':');
    if (at <= 0) throw new UsageError(`--choice '${text}': give ${form}`);
    choices[state] = {
      ...choices[state],
      [way.slice(0, at)]: probability('--choice', text, way.slice(at + 1)),
    };
  }
  return choices;
};

/** `MAP=N` each. */
export const parseItems = (given: readonly string[]): Record<string, number> =>
  unique(
    '--items',
    given.map((text) => {
      const [map, count] = halves('--items', text, 'MAP=N, for example EachOrder=20');
      return [map, parseNumber('--items', count)];
    }),
  );
