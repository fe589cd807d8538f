import type { AstNode } from '../lint/syntax';
import { referenceSource } from './condition-source';
import { type Ground, resultShape, walk } from './findings';
import { elementOf, type Shape, type Types, typesOf } from './schema-fields';

/** What a check has found so far. */
export interface Notes {
  readonly findings: Set<string>;
  readonly guards: Set<string>;
  readonly ground: Ground;
}

/** Inside a filter, names are those of the filtered elements. */
export type Around = Shape | undefined;

type TypesOfNode = (node: AstNode, notes: Notes, around: Around) => Types;

/** A path as far as it consists of plain names. */
export interface Place {
  readonly types: Types;
  /** Source of the path, where a guard can ask for its type. */
  readonly source?: string;
}

/** Where a path leads; `typesOfNode` looks at what stands in its filters. */
export const placeOf = (node: AstNode, notes: Notes, around: Around, typesOfNode: TypesOfNode): Place => {
  const [first, ...rest] = node.steps ?? [];
  const start = first && startOf(first, rest, notes, around, typesOfNode);
  if (!start) return { types: 'any' };
  let { shape, many, text } = start;
  let plain = around === undefined;
  for (const step of start.rest) {
    if (step.type !== 'name') return { types: 'any' };
    const next = walk(shape, [String(step.value)], text);
    if (next.kind === 'wrong') {
      notes.findings.add(next.finding);
      return { types: 'any' };
    }
    shape = next.shape;
    many ||= next.many;
    text = `${text}.${String(step.value)}`;
    for (const stage of stagesOf(step)) {
      plain = false;
      if (stage.expr?.type === 'number') shape = elementOf(shape);
      else {
        if (stage.expr) typesOfNode(stage.expr, notes, elementOf(shape));
        many = true;
      }
    }
  }
  const types = typesOf(shape);
  return {
    types: many && types !== 'any' ? new Set([...types, 'array']) : types,
    ...(plain ? { source: start.source } : {}),
  };
};

interface Start {
  readonly shape: Shape;
  readonly many: boolean;
  readonly rest: readonly AstNode[];
  readonly text: string;
  readonly source: string;
}

const startOf = (
  first: AstNode,
  rest: readonly AstNode[],
  notes: Notes,
  around: Around,
  typesOfNode: TypesOfNode,
): Start | undefined => {
  const names = rest.map(({ value }) => String(value));
  if (first.type === 'variable' && first.value === 'input') {
    const source = referenceSource({ kind: 'input', path: names });
    return { shape: notes.ground.input, many: false, rest, text: 'input', source };
  }
  if (first.type === 'variable' && first.value === 'results') {
    const [step = '', ...path] = names;
    const result = resultShape(notes.ground, step);
    if (result.kind === 'found') {
      const source = referenceSource({ kind: 'result', step, path });
      return { shape: result.shape, many: false, rest: rest.slice(1), text: `results.${step}`, source };
    }
    notes.findings.add(result.finding);
    return undefined;
  }
  if (first.type === 'name') {
    if (around)
      return { shape: around, many: false, rest: [first, ...rest], text: 'the element', source: '' };
    notes.findings.add(bareName(String(first.value), notes.ground));
    return undefined;
  }
  typesOfNode(first, notes, around);
  return undefined;
};

const bareName = (name: string, { input, results }: Ground): string => {
  const hint = results.has(name) ? `$results.${name}` : `$input.${name}`;
  const known = walk(input, [name], 'input').kind === 'found' || results.has(name);
  return `'${name}' is a bare name, which is nothing here: write ${hint}${known ? '' : ', or in quotes if it is a text'}`;
};

interface Stage {
  readonly expr?: AstNode;
}
const stagesOf = (step: AstNode): readonly Stage[] =>
  (step as { readonly stages?: readonly Stage[] }).stages ?? [];
