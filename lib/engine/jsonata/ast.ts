/** A node of jsonata's syntax tree, as far as this folder looks at it. */
export interface AstNode {
  readonly type: string;
  readonly value?: unknown;
  readonly steps?: readonly AstNode[];
  readonly lhs?: AstNode | readonly (readonly [AstNode, AstNode])[];
  readonly rhs?: AstNode;
  readonly expressions?: readonly AstNode[];
  readonly arguments?: readonly AstNode[];
  readonly procedure?: AstNode;
  readonly condition?: AstNode;
  readonly then?: AstNode;
  readonly else?: AstNode;
}

/** What an expression mentions, found once at compile time. */
export interface Mentions {
  /** Names after `$`, variables and functions alike. */
  readonly names: ReadonlySet<string>;
  /** It defines a function of its own, so it may recurse without end. */
  readonly definesFunctions: boolean;
  /** It has a range such as `[1..n]`, which may be of any length. */
  readonly hasRange: boolean;
  /** How deep its nodes nest. */
  readonly depth: number;
}

export const mentionsOf = (root: AstNode): Mentions => {
  const names = new Set<string>();
  let definesFunctions = false;
  let hasRange = false;
  let deepest = 0;
  const visit = (value: unknown, depth: number): void => {
    if (Array.isArray(value)) {
      for (const item of value) visit(item, depth);
    } else if (value !== null && typeof value === 'object') {
      const node = value as AstNode;
      const inner = typeof node.type === 'string' ? depth + 1 : depth;
      deepest = Math.max(deepest, inner);
      if (node.type === 'variable' && typeof node.value === 'string') names.add(node.value);
      if (node.type === 'lambda') definesFunctions = true;
      if (node.type === 'binary' && node.value === '..') hasRange = true;
      for (const member of Object.values(value)) visit(member, inner);
    }
  };
  visit(root, 0);
  return { names, definesFunctions, hasRange, depth: deepest };
};
