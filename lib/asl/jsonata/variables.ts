import { type AstNode, allNodes, childrenOf } from './syntax';

/** One mention of a variable that the expression itself does not bind. */
export interface VariableUse {
  readonly name: string;
  /**
   * `value`: it has to be there. `asked`: argument of `$exists`, or used where `$exists` was asked about it first.
   * `element`: item of an array constructor, which leaves out what is not there. `function`: it is called.
   */
  readonly role: 'value' | 'asked' | 'element' | 'function';
}

/** Names that are no variables: `$` (the context value), `$$` (the root), and `$states`. */
const RESERVED: readonly string[] = ['', '$', 'states'];

interface Surroundings {
  /** Names that the expression binds itself. */
  readonly bound: ReadonlySet<string>;
  /** Names that `$exists` was asked about. */
  readonly asked: ReadonlySet<string>;
}

/** The variables that an expression takes from the machine, and the functions that it calls. */
export const usesOf = (ast: AstNode): readonly VariableUse[] =>
  visit(ast, { bound: new Set(), asked: new Set() });

const visit = (
  node: AstNode,
  around: Surroundings,
  role: VariableUse['role'] = 'value',
): readonly VariableUse[] => {
  switch (node.type) {
    case 'variable':
      return mention(node, around, role);
    case 'function':
    case 'partial':
      return callOf(node, around);
    case 'lambda': {
      const inside = withBound(around, (node.arguments ?? []).map(nameOf));
      return node.body ? visit(node.body, inside) : [];
    }
    case 'block':
      return inSequence(node.expressions ?? [], around);
    case 'bind':
      // A function may call itself by the name it is bound to.
      return node.rhs ? visit(node.rhs, withBound(around, namesBoundBy(node))) : [];
    case 'path':
      return inSequence(node.steps ?? [], around).concat(
        childrenOf({ ...node, steps: [] }).flatMap((child) => visit(child, bindingsOf(node, around))),
      );
    case 'condition':
      return plainly(node, withAsked(around, node.condition));
    case 'binary':
      return node.value === 'and' || node.value === 'or'
        ? plainly(node, withAsked(around, node.lhs))
        : plainly(node, around);
    case 'unary':
      return node.value === '['
        ? (node.expressions ?? []).flatMap((item) => visit(item, around, 'element'))
        : plainly(node, around);
    case 'apply':
      return [
        ...(node.lhs ? visit(node.lhs, around) : []),
        ...(node.rhs ? visit(node.rhs, around, 'function') : []),
      ];
    default:
      return plainly(node, around);
  }
};

const plainly = (node: AstNode, around: Surroundings): readonly VariableUse[] =>
  childrenOf(node).flatMap((child) => visit(child, around));

const mention = (node: AstNode, around: Surroundings, role: VariableUse['role']): readonly VariableUse[] => {
  const name = nameOf(node);
  const inside = plainly(node, around);
  if (RESERVED.includes(name) || around.bound.has(name)) return inside;
  return [{ name, role: role === 'value' && around.asked.has(name) ? 'asked' : role }, ...inside];
};

const callOf = (node: AstNode, around: Surroundings): readonly VariableUse[] => {
  const callee = node.procedure ? visit(node.procedure, around, 'function') : [];
  const role = isExists(node) ? 'asked' : 'value';
  return [...callee, ...(node.arguments ?? []).flatMap((argument) => visitArgument(argument, around, role))];
};

/** `$exists($x.y)` asks about `$x` too: a path whose head is missing is missing. */
const visitArgument = (
  argument: AstNode,
  around: Surroundings,
  role: VariableUse['role'],
): readonly VariableUse[] =>
  role === 'asked' && argument.type === 'path'
    ? visit(argument, { ...around, asked: new Set([...around.asked, ...headOf(argument)]) })
    : visit(argument, around, role);

const inSequence = (nodes: readonly AstNode[], around: Surroundings): readonly VariableUse[] => {
  let current = around;
  return nodes.flatMap((node) => {
    const uses = visit(node, current);
    current = withBound(current, namesBoundBy(node));
    return uses;
  });
};

const bindingsOf = (path: AstNode, around: Surroundings): Surroundings =>
  withBound(around, (path.steps ?? []).flatMap(namesBoundBy));

const namesBoundBy = (node: AstNode): readonly string[] => {
  if (node.type === 'bind' && node.lhs) return [nameOf(node.lhs)];
  return [node.focus, node.index].filter((name) => name !== undefined);
};

const withBound = (around: Surroundings, names: readonly string[]): Surroundings =>
  names.length === 0 ? around : { ...around, bound: new Set([...around.bound, ...names]) };

const withAsked = (around: Surroundings, condition: AstNode | undefined): Surroundings => {
  if (!condition) return around;
  const names = allNodes(condition)
    .filter(isExists)
    .flatMap((call) => (call.arguments ?? []).flatMap(headOf));
  return { ...around, asked: new Set([...around.asked, ...names]) };
};

const headOf = (node: AstNode): readonly string[] => {
  const head = node.type === 'path' ? node.steps?.[0] : node;
  return head?.type === 'variable' ? [nameOf(head)] : [];
};

const isExists = (node: AstNode): boolean =>
  node.type === 'function' && node.procedure?.type === 'variable' && node.procedure.value === 'exists';

const nameOf = (node: AstNode): string => String(node.value ?? '');
