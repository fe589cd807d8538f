import { BusinessError, type SagaDefinition } from '../saga';
import { describeIssues } from './describe-issues';

/** The input as the definition's schema reads it. @throws BusinessError `InvalidInput` */
export const checkedInput = (definition: SagaDefinition, input: unknown): unknown => {
  const parsed = definition.input.safeParse(input);
  if (parsed.success) return parsed.data;
  const refused = { schema: definition.input, value: input, reader: 'anybody' } as const;
  throw new BusinessError('InvalidInput', describeIssues(parsed.error.issues, refused));
};
