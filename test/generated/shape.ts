/** The shape of a saga as data: what is special about a definition, and nothing else. */
export interface Shape {
  readonly name: string;
  /** Compensatable elements first, as in any definition. */
  readonly elements: readonly (StepShape | GroupShape)[];
}

export interface GroupShape {
  readonly members: readonly StepShape[];
}

export interface StepShape {
  readonly name: string;
  readonly by: string;
  readonly kind: 'compensatable' | 'retriable';
  /** How its command reaches the participant; `beating` is a queue step with a heartbeat. */
  readonly sent: 'directly' | 'by queue' | 'by queue, beating';
  readonly asked?: Asked;
}

/** What a condition looks at: a field of the input of the step's own name, or the score in an earlier step's result. */
export type Asked = 'by the input' | { readonly scoreOf: string };

/** A score above this asks for the steps that look at it. */
export const ENOUGH = 10;

export const stepsIn = ({ elements }: Shape): readonly StepShape[] => elements.flatMap(membersOf);
export const membersOf = (element: StepShape | GroupShape): readonly StepShape[] =>
  'members' in element ? element.members : [element];

const isGroup = (element: StepShape | GroupShape | undefined): boolean =>
  element !== undefined && 'members' in element;
const isAsked = ({ asked }: StepShape): boolean => asked !== undefined;
const isQueued = ({ sent }: StepShape): boolean => sent !== 'directly';

/** What can be special about a shape, and whether it is about this one. */
export const FEATURES: Readonly<Record<string, (shape: Shape) => boolean>> = {
  'the first step is conditional': (shape) => isSingle(first(shape), isAsked),
  'the first step is sent by queue': (shape) => isSingle(first(shape), isQueued),
  'a group comes first': (shape) => isGroup(first(shape)),
  'a step in the middle is conditional': (shape) => middle(shape).some((one) => isSingle(one, isAsked)),
  'a step in the middle is sent by queue': (shape) => middle(shape).some((one) => isSingle(one, isQueued)),
  'a group in the middle': (shape) => middle(shape).some(isGroup),
  'the pivot is conditional': (shape) => isSingle(pivot(shape), isAsked),
  'the pivot is sent by queue': (shape) => isSingle(pivot(shape), isQueued),
  'a group is the pivot': (shape) => isGroup(pivot(shape)),
  'a member of a group is conditional': (shape) => members(shape).some(isAsked),
  'a member of a group is sent by queue': (shape) => members(shape).some(isQueued),
  'a conditional retriable step before another': (shape) => retriables(shape).slice(0, 1).some(isAsked),
  'a conditional retriable step behind another': (shape) => retriables(shape).slice(1).some(isAsked),
  'a retriable step is sent by queue': (shape) => retriables(shape).some(isQueued),
  'three retriable steps or more': (shape) => retriables(shape).length >= 3,
  'the last step is sent by queue': (shape) => stepsIn(shape).slice(-1).some(isQueued),
  'a heartbeat': (shape) => stepsIn(shape).some(({ sent }) => sent === 'by queue, beating'),
  'a condition on the result of a compensatable step': (shape) => asksResultOf(shape, 'compensatable'),
  'a condition on the result of a retriable step': (shape) => asksResultOf(shape, 'retriable'),
  'one participant for several steps': (shape) =>
    new Set(stepsIn(shape).map(({ by }) => by)).size < stepsIn(shape).length,
  'no retriable step': (shape) => retriables(shape).length === 0,
  'no compensatable step': (shape) => compensatable(shape).length === 0,
};

export const featuresOf = (shape: Shape): readonly string[] =>
  Object.entries(FEATURES).flatMap(([feature, has]) => (has(shape) ? [feature] : []));

/** `a × b` for each two of its features. */
export const pairsOf = (shape: Shape): readonly string[] => {
  const features = featuresOf(shape);
  return features.flatMap((one, index) => features.slice(index + 1).map((other) => `${one} × ${other}`));
};

const first = ({ elements }: Shape) => elements[0];
const compensatable = ({ elements }: Shape) =>
  elements.filter((element) => membersOf(element).every(({ kind }) => kind === 'compensatable'));
const pivot = (shape: Shape) => compensatable(shape).at(-1);
const middle = (shape: Shape) => compensatable(shape).slice(1, -1);
const retriables = (shape: Shape) => stepsIn(shape).filter(({ kind }) => kind === 'retriable');
const members = ({ elements }: Shape) => elements.filter(isGroup).flatMap(membersOf);
const isSingle = (
  element: StepShape | GroupShape | undefined,
  holds: (step: StepShape) => boolean,
): boolean => element !== undefined && !('members' in element) && holds(element);
const asksResultOf = (shape: Shape, kind: StepShape['kind']): boolean =>
  stepsIn(shape).some(
    ({ asked }) =>
      typeof asked === 'object' && stepsIn(shape).find(({ name }) => name === asked.scoreOf)?.kind === kind,
  );
