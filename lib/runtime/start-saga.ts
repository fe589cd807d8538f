import {
  MAX_INPUT_BYTES,
  type Orchestrator,
  SAGA_ID,
  type SagaDefinition,
  SagaError,
  type SagaLog,
} from '../saga';
import { describeIssues } from './describe-issues';
import { isTooDeep, MAX_INPUT_DEPTH } from './input-depth';
import { ID_TAKEN } from './log-items';
import { executionArn } from './sfn-orchestrator';

export interface StartTools {
  readonly log: SagaLog;
  readonly orchestrator: Orchestrator;
  readonly stateMachineArn: string;
}

/** JSON with sorted keys: the same input is the same text. */
export const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );

/**
 * Starts a saga under the client's own key. The same id with the same input answers with the saga that exists, also when
 * Step Functions has forgotten its execution: the log has not.
 * @throws SagaError `InvalidSagaId`, `InputTooDeep`, `InvalidInput`, `InputTooLarge`, `SagaIdTaken`
 */
export const startSaga = async (
  tools: StartTools,
  definition: SagaDefinition,
  id: unknown,
  input: unknown,
): Promise<{ readonly executionArn: string; readonly outcome: 'started' | 'exists' }> => {
  if (typeof id !== 'string' || !SAGA_ID.test(id)) {
    throw new SagaError(
      'InvalidSagaId',
      'a saga id has 1 to 64 letters, digits, `-` or `_`: choose such an id',
    );
  }
  if (isTooDeep(input)) {
    throw new SagaError(
      'InputTooDeep',
      `the input is nested more than ${MAX_INPUT_DEPTH} levels deep: pass references, not documents`,
    );
  }
  const parsed = definition.input.safeParse(input);
  if (!parsed.success) {
    const refused = { schema: definition.input, value: input, reader: 'anybody' } as const;
    throw new SagaError(
      'InvalidInput',
      `the input of ${definition.name} is not valid: ${describeIssues(parsed.error.issues, refused)}`,
    );
  }
  const text = canonicalJson(input);
  if (Buffer.byteLength(text) > MAX_INPUT_BYTES) {
    throw new SagaError(
      'InputTooLarge',
      `the input has more than ${MAX_INPUT_BYTES} bytes: pass references, not documents`,
    );
  }
  const arn = executionArn(tools.stateMachineArn, id);
  const logged = await tools.log.read({ name: definition.name, id });
  if (logged?.header.closed) {
    throw new SagaError(
      ID_TAKEN,
      `saga id '${id}' was used, and what it was told is no longer kept: choose another id, ids are used once`,
    );
  }
  const outcome = logged ? 'exists' : await tools.orchestrator.start(tools.stateMachineArn, id, text);
  if (outcome === 'exists') {
    refuseOtherInput(id, text, logged?.header.input ?? (await inputOfExecution(tools, arn)));
  }
  return { executionArn: arn, outcome };
};

/** The log has none when a saga was turned back before its first step; Step Functions has, for a while. */
const inputOfExecution = async ({ orchestrator }: StartTools, arn: string): Promise<unknown> => {
  const input = (await orchestrator.describe(arn))?.input;
  return input === undefined ? undefined : (JSON.parse(input) as unknown);
};

/** A saga whose input nobody kept is not told apart: its id is taken. */
const refuseOtherInput = (id: string, text: string, existing: unknown): void => {
  if (existing !== undefined && canonicalJson(existing) === text) return;
  throw new SagaError(
    ID_TAKEN,
    `saga id '${id}' was used with another input: choose another id, ids are used once`,
  );
};
