import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { BUSINESS_ERROR, BusinessError, type Command, TRANSIENT_ERROR, TransientError } from '../saga';

/** Sends a command to a participant directly, as the state machine does. */
export type Invoke = (participant: string, command: Command) => Promise<unknown>;

interface FunctionError {
  readonly errorType?: string;
  readonly errorMessage?: string;
}

/**
 * Invokes participants through the Lambda API.
 * @throws BusinessError or TransientError as the function gave it; anything else is a TransientError `Unexpected`.
 */
export const lambdaInvoker =
  (client: LambdaClient, functions: Readonly<Record<string, string>>): Invoke =>
  async (participant, command) => {
    const FunctionName = functions[participant];
    if (!FunctionName) {
      throw new TransientError('UnknownParticipant', `this function knows no participant ${participant}`);
    }
    const { Payload, FunctionError } = await client.send(
      new InvokeCommand({ FunctionName, Payload: JSON.stringify(command) }),
    );
    const answer = Payload?.length ? (JSON.parse(Buffer.from(Payload).toString()) as unknown) : undefined;
    if (!FunctionError) return answer;
    const { errorType = 'Unknown', errorMessage = '' } = (answer ?? {}) as FunctionError;
    // What the runtime itself reports (a crash, a timeout) has no code in front of its message.
    if (errorType !== BUSINESS_ERROR && errorType !== TRANSIENT_ERROR) {
      throw new TransientError(errorType, errorMessage);
    }
    const [code = '', ...rest] = errorMessage.split(': ');
    const KnownError = errorType === BUSINESS_ERROR ? BusinessError : TransientError;
    throw new KnownError(code, rest.join(': '));
  };
