/** A call that a function makes while one saga runs. */
export interface CallPoint {
  readonly kind: 'call';
  readonly functionName: string;
  /** What the function was asked to do, if that is a command. */
  readonly command: string | undefined;
  /** Service and operation. */
  readonly call: string;
  /** Its number, from 1, among the calls of this function for this command. */
  readonly nth: number;
  /** Its invocation has done nothing since the call before it was answered: whoever dies here might have died there. */
  readonly follows: boolean;
}

/** A message that a function gets while one saga runs. */
export interface DeliveryPoint {
  readonly kind: 'delivery';
  readonly queue: string;
  readonly command: string | undefined;
  /** Its number, from 1, among the deliveries of this queue for this command. */
  readonly nth: number;
}

/** A place where something can go wrong. */
export type Point = CallPoint | DeliveryPoint;

/**
 * What goes wrong there. Whoever makes the call is killed before it reaches the service, or after the service has carried
 * it out; the message comes when whoever sent it has long given up, or comes twice.
 */
export type Mishap =
  | { readonly at: CallPoint; readonly how: 'before' | 'after' }
  | { readonly at: DeliveryPoint; readonly how: 'late' | 'twice' };

/** Whose calls, or which queue's messages, are numbered together. */
export const seriesIn = (place: string, command: string | undefined): string =>
  command === undefined ? place : `${place} for ${command}`;

const seriesOf = (point: Point): string =>
  seriesIn(point.kind === 'call' ? point.functionName : point.queue, point.command);

/** Tells places apart. */
export const keyOf = (point: Point): string => `${point.kind} ${seriesOf(point)} ${point.nth}`;

export const mishapsAt = (point: Point): readonly Mishap[] =>
  point.kind === 'call'
    ? (['before', 'after'] as const).map((how) => ({ at: point, how }))
    : (['late', 'twice'] as const).map((how) => ({ at: point, how }));

/**
 * Those of which each leaves something else behind: before a call all is as it was after the one that it follows, and
 * after a call that only reads as it was before it.
 */
export const differentMishapsAt = (point: Point): readonly Mishap[] =>
  mishapsAt(point).filter(({ at, how }) => {
    if (at.kind !== 'call') return true;
    return how === 'before' ? !at.follows : !READING.test(at.call);
  });

/** Operations that change nothing. */
const READING = / (Get|BatchGet|Query|Scan|List|Describe)/;

export const told = ({ at, how }: Mishap): string =>
  at.kind === 'call'
    ? `killed ${how} call ${at.nth} of ${seriesOf(at)} (${at.call})`
    : `message ${at.nth} of ${seriesOf(at)} ${how}`;
