import { createHash } from 'node:crypto';
import type { FaultKindName, FaultRule } from '../../lib/local';
import { hasCompensation, type SagaStep } from '../../lib/saga';
import { activeSteps, type Variant } from '../every/variants';

/** More attempts than anything in the project makes, the SDK's own retries included. */
export const FOR_GOOD = 999;
/** Attempts of a compensation in its chain: the first and eight more. */
export const CHAIN_ATTEMPTS = 9;

export interface Fault extends Omit<FaultRule, 'sagaId'> {
  readonly times: number;
}

/** One schedule: what goes wrong in one saga. */
export interface Case {
  readonly id: string;
  readonly variant: Variant;
  readonly faults: readonly Fault[];
}

const ACTION_KINDS: readonly FaultKindName[] = [
  'business',
  'transient',
  'crash-before',
  'crash-after',
  'timeout',
  'late',
  'duplicate',
  'conflict',
];
const QUEUE_KINDS: readonly FaultKindName[] = ['answer-twice', 'answer-late'];

/** How a compensation goes wrong: kind, times. */
const COMPENSATION_FAULTS: readonly (readonly [FaultKindName, number])[] = [
  ['transient', 1],
  ['crash-after', 1],
  ['transient', CHAIN_ATTEMPTS],
  ['transient', FOR_GOOD],
];

/** A conflict is retried inside the function: it is one that passes, once or a few times in a row. */
const timesOf = (kind: FaultKindName): readonly number[] => (kind === 'conflict' ? [1, 5] : [1, FOR_GOOD]);

const actionFaults = (step: SagaStep): readonly Fault[] =>
  [...ACTION_KINDS, ...(step.via === 'queue' ? QUEUE_KINDS : [])].flatMap((kind) =>
    timesOf(kind).map((count) => ({ command: step.name, kind, times: count })),
  );

/** Each action of the variant × each kind of fault, once and for good. */
export const actionCases = (variant: Variant): readonly Case[] =>
  activeSteps(variant).flatMap((step) => actionFaults(step).map((fault) => caseOf(variant, [fault])));

/**
 * Each compensation × each way in which it can go wrong. The chain is started by its last step saying no, so that the
 * compensations of all the others have something to undo.
 */
export const compensationCases = (variant: Variant): readonly Case[] => {
  const undoable = activeSteps(variant).filter(hasCompensation);
  const last = undoable[undoable.length - 1];
  if (!last) return [];
  return undoable.flatMap((step) =>
    COMPENSATION_FAULTS.map(([kind, count]) =>
      caseOf(variant, [
        { command: last.name, kind: 'business', times: FOR_GOOD },
        { command: step.compensation, kind, times: count },
      ]),
    ),
  );
};

/** Characters of a saga's id. */
const LONGEST_ID = 64;

/** What the case is about, as far as it fits: two that would be cut to the same text are told apart by their digest. */
const idOf = (text: string): string =>
  text.length <= LONGEST_ID
    ? text
    : `${createHash('sha256').update(text).digest('hex').slice(0, 8)}_${text.slice(9 - LONGEST_ID)}`;

const caseOf = (variant: Variant, faults: readonly Fault[]): Case => ({
  id: idOf(
    [variant.name, ...faults.map(({ command, kind, times: count }) => `${command}-${kind}-${count}`)].join(
      '_',
    ),
  ),
  variant,
  faults,
});

/** The schedule without any fault. */
export const happyCase = (variant: Variant): Case => ({ id: `${variant.name}_happy`, variant, faults: [] });

export const allCases = (variant: Variant): readonly Case[] => [
  happyCase(variant),
  ...actionCases(variant),
  ...compensationCases(variant),
];

/** Of a kind of fault that depends on the shape of a saga: never done, done and nobody heard, done while nobody waited. */
const isOfShape = ({ kind, times: count }: Fault): boolean =>
  (count === FOR_GOOD && (kind === 'business' || kind === 'crash-after')) ||
  (count === 1 && kind === 'answer-late');

/**
 * The fewest cases that see each step of a saga fail in each way that its shape has a part in, and each compensation be
 * parked: in turns until the redriver has done it, and for good, which takes by far the longest. `allCases` has both for
 * each.
 */
export const casesOfShape = (variant: Variant): readonly Case[] => {
  const undoable = activeSteps(variant).filter(hasCompensation);
  const parkedFor = new Map(
    undoable.map(({ compensation }, at) => [compensation, at % 2 === 0 ? FOR_GOOD : CHAIN_ATTEMPTS]),
  );
  return [
    happyCase(variant),
    ...actionCases(variant).filter(({ faults }) => faults.every(isOfShape)),
    ...compensationCases(variant).filter(
      ({ faults: [, parked] }) => parked && parked.times === parkedFor.get(parked.command),
    ),
  ];
};
