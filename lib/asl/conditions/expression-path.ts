import type { AstNode } from '../jsonata/syntax';
import { nameSource } from './condition-source';
import { type Ground, resultShape, walk } from './findings';
import { elementOf, type Shape, type Types, typesOf } from './schema-fields';

/** What a check has found so far. */
export interface Notes {
  readonly findings: Set<string>;
  readonly guards: Set<string>;
  /** Inside a filter, what is asked of each element. */
  readonly guardsOfElement: Set<string>;
  readonly ground: Ground;
}

/** Inside a filter, names are those of the filtered elements. */
export type Around = Shape | undefined;

type TypesOfNode = (node: AstNode, notes: Notes, around: Around) => Types;

/** Where a path of plain names, positions and filters leads. */
export interface Place {
  readonly types: Types;
  /** Source of the path, where a guard can ask for its type: not behind a filter. */
  readonly source?: string;
}

const ANY: Place = { types: 'any' };

/** @returns `any`: what else there may be to say about it does not matter any more */
export const unneeded = (what: string, { findings }: Notes): 'any' => {
  findings.add(`it uses what a condition does not need (${what}): compute it in a step, and ask its result`);
  return 'any';
};

export const unknownVariable = (name: string, { findings }: Notes): 'any' => {
  findings.add(`it reads $${name}, which is not there: conditions see $input and $results`);
  return 'any';
};

/** Where a path leads; `typesOfNode` looks at what stands in its filters. */
export const placeOf = (node: AstNode, notes: Notes, around: Around, typesOfNode: TypesOfNode): Place => {
  const [first, ...rest] = node.steps ?? [];
  if (node.group) return { types: unneeded('group', notes) };
  const start = first && startOf(first, rest, notes, around);
  if (!start) return ANY;
  let { shape, text } = start;
  let source: string | undefined = start.source;
  let many = false;
  for (const step of start.rest) {
    if (!isPlainName(step)) return { types: unneeded(step.type === 'name' ? 'binding' : step.type, notes) };
    const name = String(step.value);
    const next = walk(shape, [name], text);
    if (next.kind === 'wrong') {
      notes.findings.add(next.finding);
      return ANY;
    }
    shape = next.shape;
    many ||= next.many;
    text = `${text}.${name}`;
    source &&= [...(source === ELEMENT ? [] : [source]), nameSource(name)].join('.');
    for (const { expr } of step.stages ?? []) {
      if (expr?.type === 'number') {
        source &&= `${source}[${String(expr.value)}]`;
      } else {
        if (expr) filter(expr, source, notes, elementOf(shape), typesOfNode);
        many = true;
        source = undefined;
      }
      shape = expr?.type === 'number' ? elementOf(shape) : shape;
    }
  }
  const types = typesOf(shape);
  return {
    types: many && types !== 'any' ? new Set([...types, 'array']) : types,
    ...(source ? { source } : {}),
  };
};

const isPlainName = (step: AstNode): boolean =>
  step.type === 'name' && !step.focus && !step.index && !step.keepArray && !step.predicate;

/** What is asked of the input or a result is asked even where the filter that asks it has no element. */
export const addGuard = (asked: string, sources: readonly string[], notes: Notes): void => {
  const isOfElement = sources.some((source) => !source.startsWith('$'));
  (isOfElement ? notes.guardsOfElement : notes.guards).add(asked);
};

/** What a filter asks of each element is guarded by a filter that finds no element of another type. */
const filter = (
  asked: AstNode,
  source: string | undefined,
  notes: Notes,
  element: Shape,
  typesOfNode: TypesOfNode,
): void => {
  const guardsOfElement = new Set<string>();
  typesOfNode(asked, { ...notes, guardsOfElement }, element);
  if (guardsOfElement.size === 0) return;
  const all = [...guardsOfElement].map((guard) => `(${guard})`).join(' and ');
  if (source) addGuard(`$count(${source}[$not(${all})]) = 0`, [source], notes);
  else notes.findings.add('it filters what was filtered by types that may differ: ask both in one filter');
};

/** Where a path begins inside a filter. */
const ELEMENT = '$';

interface Start {
  readonly shape: Shape;
  readonly rest: readonly AstNode[];
  readonly text: string;
  readonly source: string;
}

const startOf = (
  first: AstNode,
  rest: readonly AstNode[],
  notes: Notes,
  around: Around,
): Start | undefined => {
  if (first.type === 'variable' && !first.predicate) {
    if (first.value === 'input') return { shape: notes.ground.input, rest, text: 'input', source: '$input' };
    if (first.value === 'results') return startOfResult(rest, notes);
    unknownVariable(String(first.value), notes);
    return undefined;
  }
  if (first.type === 'name') {
    if (around) return { shape: around, rest: [first, ...rest], text: 'the element', source: ELEMENT };
    notes.findings.add(bareName(String(first.value), notes.ground));
    return undefined;
  }
  unneeded(first.predicate ? 'filter' : first.type, notes);
  return undefined;
};

const startOfResult = ([named, ...rest]: readonly AstNode[], notes: Notes): Start | undefined => {
  if (!named || !isPlainName(named) || named.stages) {
    unneeded(named?.stages ? 'filter' : String(named?.type), notes);
    return undefined;
  }
  const step = String(named.value);
  const result = resultShape(notes.ground, step);
  if (result.kind === 'found') {
    return { shape: result.shape, rest, text: `results.${step}`, source: `$results.${nameSource(step)}` };
  }
  notes.findings.add(result.finding);
  return undefined;
};

const bareName = (name: string, { input, results }: Ground): string => {
  const hint = results.has(name) ? `$results.${name}` : `$input.${name}`;
  const known = walk(input, [name], 'input').kind === 'found' || results.has(name);
  return `'${name}' is a bare name, which is nothing here: write ${hint}${known ? '' : ', or in quotes if it is a text'}`;
};
