import type { Check } from './check';
import { type Diagnostic, problem } from './diagnostic';

/** Characters. Source: developer guide, "Map state in Distributed mode". */
const LONGEST = 40;

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what a label may not have.
const FORBIDDEN = /[\s/?*<>{}[\]:;,\\|^~$#%&`"\u0000-\u001f\u007f-\u009f]/u;

/** What names a Map run. Source of the forbidden characters: recorded on AWS. */
export const labels: Check = ({ states }) => {
  const seen = new Set<string>();
  return states.flatMap(({ fields: { Label }, location }): readonly Diagnostic[] => {
    if (typeof Label !== 'string') return [];
    const at = `${location}/Label`;
    const repeated = seen.has(Label);
    seen.add(Label);
    const wrong = problemOf(Label);
    return [
      ...(wrong === undefined ? [] : [problem('INVALID_LABEL_NAME', at, wrong, 'correct the label')]),
      ...(repeated
        ? [
            problem(
              'DUPLICATE_LABEL_NAME',
              at,
              `Duplicate Label: ${Label}`,
              'give each Map a label of its own',
            ),
          ]
        : []),
    ];
  });
};

const problemOf = (label: string): string | undefined => {
  if (label === '') return 'Label cannot be empty';
  if (label.length > LONGEST) return `Label cannot exceed ${LONGEST} characters`;
  const found = FORBIDDEN.exec(label)?.[0];
  return found === undefined ? undefined : `Label contains invalid character: ${JSON.stringify(found)}`;
};
