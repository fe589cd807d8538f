import { type AstNode, childrenOf } from './syntax';

/**
 * What an expression reads of the context item, of which there is none in Step Functions: bare names, and `$`. Only the
 * first step of a path looks at it; later steps, filters, sorting and grouping look at what came before them. The body
 * of a function looks at it too. Source: seen on AWS.
 */
export const topLevelNames = (node: AstNode): readonly string[] => {
  switch (node.type) {
    case 'name':
      return [String(node.value)];
    case 'variable':
      return node.value === '' ? ['$'] : [];
    case 'path':
      return (node.steps ?? []).slice(0, 1).flatMap(topLevelNames);
    case 'bind':
      return node.rhs ? topLevelNames(node.rhs) : [];
    case 'lambda':
      return node.body ? topLevelNames(node.body) : [];
    case 'sort':
    case 'transform':
    case 'parent':
      return [];
    default:
      return childrenOf({ ...node, predicate: [], stages: [], group: undefined }).flatMap(topLevelNames);
  }
};
