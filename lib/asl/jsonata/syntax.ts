import jsonata from 'jsonata';

/** A node of jsonata's syntax tree, as far as the checks look at it. */
export interface AstNode {
  readonly type: string;
  readonly value?: unknown;
  readonly steps?: readonly AstNode[];
  readonly lhs?: AstNode;
  readonly rhs?: AstNode;
  readonly expressions?: readonly AstNode[];
  readonly arguments?: readonly AstNode[];
  readonly procedure?: AstNode;
  readonly condition?: AstNode;
  readonly body?: AstNode;
  readonly expression?: AstNode;
  /** `[…]` behind a name of a path, and behind anything else. */
  readonly stages?: readonly Filter[];
  readonly predicate?: readonly Filter[];
  /** `{…}` behind a path. */
  readonly group?: unknown;
  /** `[]` behind a name. */
  readonly keepArray?: boolean;
  /** Variable that a step binds: `@$focus`, `#$index`. */
  readonly focus?: string;
  readonly index?: string;
}

interface Filter {
  readonly type: string;
  readonly expr?: AstNode;
}

export type Parsed =
  | { readonly ok: true; readonly ast: AstNode }
  | { readonly ok: false; readonly message: string; readonly token: string; readonly position: number };

/** Parses with the release of jsonata that Step Functions runs. */
export const parse = (source: string): Parsed => {
  try {
    return { ok: true, ast: jsonata(source).ast() as unknown as AstNode };
  } catch (error) {
    const { message, token, position } = error as { message?: string; token?: string; position?: number };
    return { ok: false, message: message ?? String(error), token: token ?? '', position: position ?? 0 };
  }
};

/** The nodes right below a node, in the order of the text. */
export const childrenOf = (node: AstNode): readonly AstNode[] => nodesIn(Object.values(node));

const nodesIn = (values: readonly unknown[]): readonly AstNode[] =>
  values.flatMap((value) => {
    if (Array.isArray(value)) return nodesIn(value);
    if (value === null || typeof value !== 'object') return [];
    // A predicate or a group has no type of its own: what it holds counts as the node's.
    return 'type' in value ? [value as AstNode] : nodesIn(Object.values(value));
  });

/** The node and everything below it. */
export const allNodes = (node: AstNode): readonly AstNode[] => {
  const found: AstNode[] = [node];
  // A list may have more members than a call takes arguments.
  for (const each of found) for (const child of childrenOf(each)) found.push(child);
  return found;
};
