import * as fc from 'fast-check';
import { isError, validateDefinition } from '../../lib/asl';
import { bench } from '../engine/harness';
import { aslValidatorErrors } from './asl-validator-once';
import { CORPUS } from './corpus';
import { mutant } from './mutations';

interface Exception {
  /** What asl-validator says. */
  readonly words: RegExp;
  /** Of definitions like this. */
  readonly definition: RegExp;
  /** Why it is none the less right to take it, and where that is known from. */
  readonly source: string;
}

/** What asl-validator refuses and AWS takes. */
const TAKEN_BY_AWS: readonly Exception[] = [
  {
    words: /must match format "asl_(payload_template|path)"/,
    definition: /&&|\|\||\.length\(\)/,
    source: 'Jayway JsonPath, which Step Functions follows: filters are joined, and functions end a path',
  },
  {
    words: /ResultWriter is invalid\. must have required property 'Resource'/,
    definition: /"WriterConfig"/,
    source: 'developer guide, "ResultWriter": WriterConfig alone formats the output of the state',
  },
  {
    words: /Condition is invalid\. must be string/,
    definition: /"Condition":(true|false)/,
    source: 'Amazon States Language specification, "Choice State": a Condition may be a boolean',
  },
  {
    words: /ProcessorConfig is invalid\. must match exactly one schema/,
    definition: /"ProcessorConfig":\{/,
    source: 'developer guide, "Map state in Inline mode": Mode is INLINE unless it is given',
  },
  {
    words:
      /(Output|Arguments|ItemSelector|BatchInput)\S* is invalid\. must (match exactly one schema|be object)/,
    definition: /"(Output|Arguments|ItemSelector|BatchInput)":/,
    source: 'Amazon States Language specification, "Arguments and Output": any JSON text, lists too',
  },
  {
    words: /^MISSING_TERMINAL_STATE/,
    definition: /"(Branches|ItemProcessor|Iterator)"/,
    source: 'seen on AWS: only the machine itself has to have an end',
  },
  {
    words: /ToleratedFailurePercentage is invalid\. must be integer/,
    definition: /"ToleratedFailurePercentage":\d+\.\d/,
    source: 'API reference, DescribeMapRun: the percentage is a float',
  },
  {
    words:
      /(Parameters|ItemSelector|BatchInput|ResultSelector|Assign).* is invalid\. must match exactly one schema/,
    definition: /\{%|%\}|""/,
    source: 'seen on AWS: in JSONPath a text of JSONata is a text',
  },
  {
    words: /Items is invalid\. must match exactly one schema/,
    definition: /"Items":\{/,
    source: 'developer guide, "Items": an object, of which each member is an item',
  },
  {
    words: /^(MISSING_TRANSITION_TARGET|DUPLICATE_STATE_NAMES|MISSING_TERMINAL_STATE)/,
    definition: /"(Items|Parameters|Arguments|Result|Output|ResultSelector|Assign|Credentials)"/,
    source: 'a payload may have fields of any name; asl-validator takes them for fields of states',
  },
  {
    words: /Resource is invalid\. must match exactly one schema/,
    definition: /"arn:(?!(aws|aws-cn|aws-us-gov):)[\w-]+:(states|lambda):/,
    source: 'partitions are added (aws-iso, aws-eusc): none is held against a list',
  },
  {
    words: /^asl-validator itself failed|from: __proto__/,
    definition: /"(States|__proto__|Next|StartAt)"|null/,
    source: 'a fault of asl-validator',
  },
  {
    words: /(QueryLanguage|Type) is invalid\. must be equal to one of the allowed values/,
    definition: /./,
    source: 'said of the alternatives, beside what is wrong with the one that is meant',
  },
];

const isTakenByAws = (words: string, text: string): boolean =>
  words
    .split('; ')
    .every((each) => TAKEN_BY_AWS.some((known) => known.words.test(each) && known.definition.test(text)));

/** What became of one definition; a problem is what nobody should see. */
const judge = async (text: string): Promise<string | undefined> => {
  let errors: ReturnType<typeof validateDefinition>;
  try {
    errors = validateDefinition(text).filter(isError);
  } catch (error) {
    return `the checks fail: ${(error as Error).stack}`;
  }
  if (errors.length > 0) return undefined;
  const { engine, clock } = bench();
  try {
    const { done } = engine.startExecution({
      stateMachineArn: 'arn:aws:states:eu-west-1:123456789012:stateMachine:mutant',
      definition: engine.prepare(text),
      name: 'mutant',
      input: JSON.stringify({ items: [{ price: 4 }], orders: [1, 2], x: 'x' }),
    });
    const { status } = await done;
    if (status === 'RUNNING') return 'it does not end';
  } catch (error) {
    return `it loads and does not run: ${(error as Error).message}`;
  } finally {
    clock.stop();
  }
  const others = aslValidatorErrors(JSON.parse(text) as object);
  if (others === '' || isTakenByAws(others, text)) return undefined;
  return `asl-validator refuses it: ${others}`;
};

/** Of so many definitions, those that are neither run nor refused, or that only asl-validator refuses. */
export const wrongAmong = async (count: number, seed: number): Promise<readonly string[]> => {
  const wrong: string[] = [];
  for (const { text, how } of fc.sample(mutant(Object.values(CORPUS)), { numRuns: count, seed })) {
    const problem = await judge(text);
    if (problem) wrong.push(`${problem} [${how}] ${text}`);
  }
  return wrong;
};
