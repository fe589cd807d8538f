import type { Assignments, State } from './types';

/** A way out of a state, within its scope. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly kind: 'next' | 'choice' | 'default' | 'catch';
  /** Variables that taking this edge assigns. */
  readonly assign: Assignments;
  /** `catch`: the error names that take it. */
  readonly errors?: readonly string[];
  /** `choice`: the comment of the rule, else its condition. */
  readonly condition?: string;
}

/**
 * The edges that leave a state, in the order in which they are tried. The Assign of a state belongs to its regular way
 * out (of a Choice: to its Default); a rule and a catcher have their own.
 */
export const edgesOf = (name: string, state: State): readonly Edge[] => [
  ...choiceEdges(name, state),
  ...('Next' in state && state.Next !== undefined
    ? [{ from: name, to: state.Next, kind: 'next', assign: state.Assign ?? {} } as const]
    : []),
  ...catchEdges(name, state),
];

const choiceEdges = (name: string, state: State): readonly Edge[] => {
  if (state.Type !== 'Choice') return [];
  const rules = state.Choices.map((rule): Edge => {
    const condition = 'Condition' in rule ? String(rule.Condition) : undefined;
    const comment = typeof rule['Comment' as keyof typeof rule] === 'string' ? rule.Comment : undefined;
    const label = typeof comment === 'string' ? comment : condition;
    return {
      from: name,
      to: rule.Next,
      kind: 'choice',
      assign: rule.Assign ?? {},
      ...(label === undefined ? {} : { condition: label }),
    };
  });
  return state.Default === undefined
    ? rules
    : [...rules, { from: name, to: state.Default, kind: 'default', assign: state.Assign ?? {} }];
};

const catchEdges = (name: string, state: State): readonly Edge[] =>
  ('Catch' in state ? (state.Catch ?? []) : []).map((catcher) => ({
    from: name,
    to: catcher.Next,
    kind: 'catch',
    assign: catcher.Assign ?? {},
    errors: catcher.ErrorEquals,
  }));

/** True when the execution (or the branch) ends here: `End`, Succeed, Fail. */
export const isTerminal = (state: State): boolean =>
  state.Type === 'Succeed' || state.Type === 'Fail' || ('End' in state && state.End === true);
