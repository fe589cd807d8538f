import type { Check } from '../check';
import type { StatesField } from '../expressions';
import { type AstNode, allNodes } from '../syntax';

const FIELDS: readonly string[] = ['input', 'context', 'result', 'errorOutput'];

const WHERE: Readonly<Record<StatesField, string>> = {
  input: 'everywhere',
  context: 'everywhere',
  result: 'in Assign and Output of a Task, Parallel or Map, once it has one',
  errorOutput: 'in Assign and Output of a catcher',
};

/** `$states` is read only for what it holds at that place: no `$states.result` in Arguments. */
export const statesFields: Check = ({ expressions }) =>
  expressions.flatMap(({ state, location, parsed, sees }) => {
    if (!parsed.ok) return [];
    const missing = fieldsRead(parsed.ast).filter((field) => !(sees as readonly string[]).includes(field));
    return [...new Set(missing)].map((field) => ({
      state: state.name,
      message: FIELDS.includes(field)
        ? `${location} reads $states.${field}, which is there only ${WHERE[field as StatesField]}: move it there`
        : `${location} reads $states.${field}, which does not exist: use one of ${FIELDS.join(', ')}`,
    }));
  });

const fieldsRead = (ast: AstNode): readonly string[] =>
  allNodes(ast).flatMap((node) => {
    const [head, field] = node.type === 'path' ? (node.steps ?? []) : [];
    return head?.type === 'variable' && head.value === 'states' && field?.type === 'name'
      ? [String(field.value)]
      : [];
  });
