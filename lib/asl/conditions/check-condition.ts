import {
  type Condition,
  type Operand,
  questionsIn,
  type Reference,
  referencesIn,
  referenceText,
} from '../../saga';
import { type Ground, resultShape, type Walked, walk } from './findings';
import { type Types, typesOf } from './schema-fields';

/**
 * What is wrong with a condition that is data. Its types were checked where it was written; here it may have been written
 * over another schema, or look at what comes later.
 */
export const checkCondition = (condition: Condition, ground: Ground): readonly string[] => [
  ...referencesIn(condition).flatMap((reference) => {
    const walked = walkReference(reference, ground);
    return walked.kind === 'wrong' ? [walked.finding] : [];
  }),
  ...questionsIn(condition).flatMap((question) =>
    question.kind === 'compare' ? neverEqual(question.left, question.right, ground) : [],
  ),
];

const walkReference = (reference: Reference, ground: Ground): Walked => {
  if (reference.kind === 'input') return walk(ground.input, reference.path, 'input');
  const result = resultShape(ground, reference.step);
  return result.kind === 'wrong'
    ? result
    : walk(result.shape, reference.path, referenceText({ ...reference, path: [] }));
};

const neverEqual = (left: Operand, right: Operand, ground: Ground): readonly string[] => {
  const [a, b] = [typesOfOperand(left, ground), typesOfOperand(right, ground)];
  if (a === 'any' || b === 'any' || [...a].some((type) => b.has(type))) return [];
  return [`it compares a ${[...a].join(' or ')} with a ${[...b].join(' or ')}, which never holds`];
};

const typesOfOperand = (operand: Operand, ground: Ground): Types => {
  switch (operand.kind) {
    case 'literal':
      return new Set([typeof operand.value as 'string']);
    case 'count':
      return new Set(['number']);
    default: {
      const walked = walkReference(operand, ground);
      return walked.kind === 'found' && !walked.many ? typesOf(walked.shape) : 'any';
    }
  }
};
