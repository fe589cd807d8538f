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
}

export const mentionsOf = (root: AstNode): Mentions => {
  const names = new Set<string>();
  let definesFunctions = false;
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) {
      value.forEach(visit);
    } else if (value !== null && typeof value === 'object') {
      const node = value as AstNode;
      if (node.type === 'variable' && typeof node.value === 'string') names.add(node.value);
      if (node.type === 'lambda') definesFunctions = true;
      Object.values(value).forEach(visit);
    }
  };
  visit(root);
  return { names, definesFunctions };
};
