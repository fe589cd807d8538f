/** A value of the saga's input, or of the result of an earlier step. */
export type Reference =
  | { readonly kind: 'input'; readonly path: readonly string[] }
  | { readonly kind: 'result'; readonly step: string; readonly path: readonly string[] };

export type Scalar = string | number | boolean;

/** One side of a comparison. `count`: how many elements a list has, 0 when it is not there. */
export type Operand =
  | Reference
  | { readonly kind: 'literal'; readonly value: Scalar }
  | { readonly kind: 'count'; readonly list: Reference };

/** `>` of two numbers or of two texts (in the order of their code units); false for anything else. */
export type Comparison = '=' | '<' | '<=' | '>' | '>=';

/**
 * When a conditional step is carried out, as data: the state machine asks it as JSONata, the redriver decides it itself,
 * and a saga's log keeps it. It is total: whatever is missing or of another type, it is true or false.
 */
export type Condition =
  | { readonly kind: 'exists'; readonly value: Reference }
  | { readonly kind: 'is-true'; readonly value: Reference }
  | {
      readonly kind: 'compare';
      readonly left: Operand;
      readonly comparison: Comparison;
      readonly right: Operand;
    }
  | { readonly kind: 'one-of'; readonly value: Reference; readonly values: readonly Scalar[] }
  | { readonly kind: 'all' | 'any'; readonly conditions: readonly Condition[] }
  | { readonly kind: 'not'; readonly condition: Condition };

/** A condition as data, or a JSONata comparison over `$input` and `$results`. */
export type When = Condition | string;

/** A condition that is not put together from others. */
export type Question = Exclude<Condition, { readonly kind: 'all' | 'any' | 'not' }>;

/** The questions that a condition is put together from. */
export const questionsIn = (condition: Condition): readonly Question[] => {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return condition.conditions.flatMap(questionsIn);
    case 'not':
      return questionsIn(condition.condition);
    default:
      return [condition];
  }
};

/** All values that a condition looks at. */
export const referencesIn = (condition: Condition): readonly Reference[] =>
  questionsIn(condition).flatMap((question) =>
    question.kind === 'compare' ? [question.left, question.right].flatMap(referencesOf) : [question.value],
  );

const referencesOf = (operand: Operand): readonly Reference[] => {
  if (operand.kind === 'literal') return [];
  return [operand.kind === 'count' ? operand.list : operand];
};

/** All values that a condition compares with. */
export const literalsIn = (condition: Condition): readonly Scalar[] =>
  questionsIn(condition).flatMap((question) => {
    if (question.kind === 'one-of') return question.values;
    if (question.kind !== 'compare') return [];
    return [question.left, question.right].flatMap((operand) =>
      operand.kind === 'literal' ? [operand.value] : [],
    );
  });

/** `input.loan.amount > 50000`: what people read in the visual workflow and in error messages. */
export const conditionText = (when: When): string => (typeof when === 'string' ? when : textOf(when));

const textOf = (condition: Condition): string => {
  switch (condition.kind) {
    case 'exists':
      return `${referenceText(condition.value)} exists`;
    case 'is-true':
      return referenceText(condition.value);
    case 'compare':
      return `${operandText(condition.left)} ${condition.comparison} ${operandText(condition.right)}`;
    case 'one-of':
      return `${referenceText(condition.value)} in ${JSON.stringify(condition.values)}`;
    case 'not':
      return `not (${textOf(condition.condition)})`;
    default:
      return condition.conditions
        .map((inner) => (isJoined(inner) ? `(${textOf(inner)})` : textOf(inner)))
        .join(condition.kind === 'all' ? ' and ' : ' or ');
  }
};

const isJoined = ({ kind }: Condition): boolean => kind === 'all' || kind === 'any';

/** `input.loan.amount`, `results.check-credit.score`. */
export const referenceText = (reference: Reference): string =>
  (reference.kind === 'input'
    ? ['input', ...reference.path]
    : ['results', reference.step, ...reference.path]
  ).join('.');

const operandText = (operand: Operand): string => {
  if (operand.kind === 'literal') return JSON.stringify(operand.value);
  return operand.kind === 'count' ? `count(${referenceText(operand.list)})` : referenceText(operand);
};
