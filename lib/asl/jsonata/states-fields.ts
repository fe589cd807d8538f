import type { AstNode } from './syntax';

const FIELDS: readonly string[] = ['input', 'context', 'result', 'errorOutput'];

const WHERE: Readonly<Record<string, string>> = {
  result: 'in Assign and Output of a Task, Parallel or Map, once it has one',
  errorOutput: 'in Assign and Output of a catcher',
};

/** The fields of `$states` that an expression reads, by all its nodes; each once. */
export const statesFieldsRead = (nodes: readonly AstNode[]): readonly string[] => [
  ...new Set(
    nodes.flatMap((node) => {
      const [head, field] = node.type === 'path' ? (node.steps ?? []) : [];
      return head?.type === 'variable' && head.value === 'states' && field?.type === 'name'
        ? [String(field.value)]
        : [];
    }),
  ),
];

export const whereToRead = (field: string): string =>
  WHERE[field] ? `read it only ${WHERE[field]}` : `use one of ${FIELDS.join(', ')}`;
