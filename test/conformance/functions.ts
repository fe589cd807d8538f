import { type Clock, type ServiceIntegration, sleep, type TaskCall, TaskError } from '../../lib/engine';

/** How the functions of the recordings behave. They ran on Python: its texts are part of the recordings. */
type Behaviour = (event: unknown, clock: Clock) => Promise<unknown>;

const REQUEST_ID = '00000000-0000-4000-8000-000000000000';
const LARGE_OUTPUT_CHARACTERS = 257 * 1024;

const python = (value: unknown): string => {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  if (Array.isArray(value)) return `[${value.map(python).join(', ')}]`;
  if (typeof value === 'object') {
    const members = Object.entries(value as object).map(([key, member]) => `'${key}': ${python(member)}`);
    return `{${members.join(', ')}}`;
  }
  return String(value);
};

const raise = (errorType: string, errorMessage: string, line: number, statement: string): Behaviour => {
  const stackTrace = [`  File "/var/task/handler.py", line ${line}, in handler\n    ${statement}\n`];
  return async () => {
    const payload = { errorMessage, errorType, requestId: REQUEST_ID, stackTrace };
    throw new TaskError(errorType, JSON.stringify(payload));
  };
};

const BEHAVIOURS: Readonly<Record<string, Behaviour>> = {
  echo: async (event) => event,
  hello: async () => ({ Return: 'HelloWorld' }),
  decorate: async (event) => `input-event-${python(event)}`,
  'raise-exception': raise(
    'Exception',
    'Some exception was raised.',
    2,
    'raise Exception("Some exception was raised.")',
  ),
  'raise-custom-exception': raise('CustomException', '', 9, 'raise CustomException()'),
  'large-output': async () => '0'.repeat(LARGE_OUTPUT_CHARACTERS),
  'return-bytes': async () => 'HelloWorld!',
  'sleep-60s': async (event, clock) => {
    await sleep(clock, 60_000);
    return event;
  },
};

/** The last part of a function's ARN, or the name itself. */
const nameOf = (function_: unknown): string => String(function_).split(':').at(-1) as string;

const notFound = (name: string): TaskError => {
  const arn = `arn:aws:lambda:us-east-1:111111111111:function:${name}:$LATEST`;
  const answer = 'Service: AWSLambda; Status Code: 404; Error Code: ResourceNotFoundException';
  const cause = `Function not found: ${arn} (${answer}; Request ID: ${REQUEST_ID}; Proxy: null)`;
  return new TaskError('Lambda.ResourceNotFoundException', cause);
};

/** The Lambda side of a recorded case: a function's own ARN, and `arn:aws:states:::lambda:invoke`. */
export const lambdaOf =
  (functions: Readonly<Record<string, string>>, clock: Clock) =>
  (resource: string): ServiceIntegration | undefined => {
    const invoke = async (name: string, event: unknown): Promise<unknown> => {
      const behaviour = BEHAVIOURS[functions[name] ?? ''];
      if (!behaviour) throw notFound(name);
      return behaviour(event, clock);
    };
    if (resource.includes(':lambda:') && resource.includes(':function:')) {
      return (call: TaskCall) => invoke(nameOf(resource), call.arguments);
    }
    if (resource !== 'arn:aws:states:::lambda:invoke') return undefined;
    return async (call: TaskCall) => {
      const { FunctionName, Payload } = call.arguments as { FunctionName: string; Payload?: unknown };
      const payload = await invoke(nameOf(FunctionName), Payload ?? {});
      return { ExecutedVersion: '$LATEST', Payload: payload, StatusCode: 200 };
    };
  };
