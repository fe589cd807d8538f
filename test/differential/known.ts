import { isDeepStrictEqual } from 'node:util';
import { type Answer, type Difference, typesOf } from './compare';
import type { Case } from './machines';

interface Told {
  readonly sample: Case;
  readonly theirs: Answer;
  readonly ours: Answer;
  readonly difference: Difference;
}

interface KnownDifference {
  readonly holds: (told: Told) => boolean;
  /** Why ours is right, and where that is known from. */
  readonly reason: string;
}

const RUNTIME = 'States.Runtime';

const startsWith = (whole: readonly string[], part: readonly string[]): boolean =>
  part.every((each, index) => whole[index] === each);

const same = (left: readonly string[], right: readonly string[]): boolean =>
  left.length === right.length && startsWith(left, right);

/** Without what a failure of a Parallel or Map says of it just before the execution ends. */
const withoutEnd = (types: readonly string[]): readonly string[] => {
  const last = types.slice(0, -1);
  while (/^(Parallel|Map)State(Succeeded|Failed)$/.test(last.at(-1) ?? '')) last.pop();
  return [...last, types.at(-1) ?? ''];
};

/** Some path in the words of moto that was not found; a failure of a branch has them in its events alone. */
const notFound = (what: RegExp, { cause, output, events }: Answer): boolean =>
  [
    ...JSON.stringify({ cause, output, events }).matchAll(
      /JSONPath '(.+?)'(?: specified .+?)? could not be found/g,
    ),
  ].some(([, path]) => what.test(path ?? ''));

const stateOf = (
  { definition }: Case,
  name: string | undefined,
): Readonly<Record<string, unknown>> | undefined =>
  (definition.States as Readonly<Record<string, Readonly<Record<string, unknown>>>>)[name ?? ''];

const has = (told: unknown, part: string): boolean => JSON.stringify(told).includes(part);

const sortedLists = (output: string | null | undefined): unknown =>
  JSON.parse(output ?? 'null', (_, value) =>
    Array.isArray(value) ? value.map((each) => JSON.stringify(each)).sort() : value,
  );

/** Where moto's interpreter tells something else than AWS does. */
const KNOWN: readonly KnownDifference[] = [
  {
    reason: 'States.Runtime is neither caught nor retried. Source: developer guide, "Error names"',
    holds: ({ ours, theirs }) => {
      const [mine, others] = [typesOf(ours).slice(0, -1), typesOf(theirs)];
      const next = others[mine.length] ?? '';
      return ours.error === RUNTIME && startsWith(others, mine) && /^(Map|Parallel)State/.test(next);
    },
  },
  {
    reason:
      'no …StateFailed comes before an end by States.Runtime. Source: a recorded execution of a Map. Open: whether …StateSucceeded does when the result cannot be used; nothing AWS has published tells',
    holds: ({ ours, theirs, difference }) =>
      difference.kind === 'events' &&
      ours.error === RUNTIME &&
      same(withoutEnd(typesOf(theirs)), withoutEnd(typesOf(ours))),
  },
  {
    reason:
      'a Choice rule whose variable is not there fails by States.Runtime; moto takes it for false. Source: the message of AWS, "The choice state\'s condition path references an invalid value"',
    holds: ({ ours }) => has(ours.cause ?? '', 'condition path references an invalid value'),
  },
  {
    reason:
      'a Choice without a match and without Default is States.NoChoiceMatched. Source: developer guide, "Error names"',
    holds: ({ ours, theirs }) =>
      ours.error === 'States.NoChoiceMatched' && has(theirs.cause ?? '', 'No branching option reached'),
  },
  {
    reason: 'States.QueryEvaluationError is of JSONata alone. Source: developer guide, "Error names"',
    holds: ({ ours, theirs }) =>
      has(ours.cause ?? '', 'must point to array') && has(theirs, 'must be an array but was'),
  },
  {
    reason:
      'States.ArrayUnique gives the order of a hash set of Java; moto keeps the order of the list. Source: the field cases measured on AWS',
    holds: ({ sample, ours, theirs, difference }) =>
      difference.kind === 'output' &&
      has(sample.definition, 'States.ArrayUnique(') &&
      isDeepStrictEqual(sortedLists(theirs.output), sortedLists(ours.output)),
  },
  {
    reason:
      'moto ended by an error of Python, which says nothing of the language; its own States.Runtime in a branch is among them',
    holds: ({ theirs }) =>
      /^((Type|Attribute|Key|Index|Recursion)Error\(|ValueError\(Custom Error Names)/.test(
        theirs.cause ?? '',
      ),
  },
  {
    reason: 'an index beyond the end of a list is null in a template. Source: a recorded execution',
    holds: ({ theirs }) => notFound(/\[\d+\]/, theirs),
  },
  {
    reason:
      'an indefinite path that finds nothing yields an empty list. Source: Jayway JsonPath, by which Step Functions reads paths',
    holds: ({ theirs }) => notFound(/\*|\.\.|\?|:/, theirs),
  },
  {
    reason:
      'a failure without Error or Cause is caught with null, as in {"Error": null, "Cause": null}. Source: a recorded execution of a Task',
    holds: ({ ours, theirs, difference }) =>
      difference.kind === 'output' &&
      isDeepStrictEqual(
        JSON.parse(theirs.output?.replace(/"(Error|Cause)": ?""/g, '"$1":null') ?? 'null'),
        JSON.parse(ours.output ?? 'null'),
      ),
  },
  {
    reason:
      'open: moto evaluates Assign before ResultSelector, the engine after it; nothing AWS has published tells which is so',
    holds: ({ sample, ours, theirs }) =>
      [ours, theirs].some(({ cause }) => {
        const state = stateOf(sample, /executing the state '(\w+)'/.exec(cause ?? '')?.[1]);
        return state?.Assign !== undefined && state.ResultSelector !== undefined;
      }),
  },
  {
    reason:
      'a ResultPath that leads into what is no object fails by States.ResultPathMatchFailure; moto overwrites, or fails otherwise. Source: developer guide, "Error names"',
    holds: ({ ours }) => JSON.stringify(ours.events).includes('States.ResultPathMatchFailure'),
  },
];

export const knownDifference = (told: Told): string | undefined =>
  KNOWN.find(({ holds }) => holds(told))?.reason;
