import { type JsonObject, ServiceError } from '../../http';

/** Fields of the context object that a test may give, and what they are. Source: recorded answers of TestState. */
const FIELDS: Readonly<Record<string, Readonly<Record<string, 'string' | 'number' | 'any'>>>> = {
  Execution: {
    Id: 'string',
    Input: 'any',
    Name: 'string',
    RoleArn: 'string',
    StartTime: 'string',
    RedriveCount: 'number',
    RedriveTime: 'string',
  },
  State: { Name: 'string', EnteredTime: 'string', RetryCount: 'number' },
  StateMachine: { Id: 'string', Name: 'string' },
  Task: { Token: 'string' },
};

const refused = (why: string): ServiceError =>
  new ServiceError('ValidationException', `Invalid Context object provided: ${why}`);

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw refused('it must be valid JSON');
  }
};

/**
 * The context object of a request, as the state is to see it.
 * @throws ServiceError `ValidationException`
 */
export const testContext = (text: string, { Type, Resource }: JsonObject): JsonObject => {
  const context = parse(text);
  if (typeof context !== 'object' || context === null || Array.isArray(context)) {
    throw refused('it must be a JSON object');
  }
  for (const [part, value] of Object.entries(context)) {
    if (part === 'Map') throw refused("'Map' field is not supported when mocking a Context object");
    const fields = FIELDS[part];
    if (!fields) throw refused(`Field '${part}' is not allowed`);
    for (const [field, given] of Object.entries((value ?? {}) as JsonObject)) {
      const kind = fields[field];
      if (!kind) throw refused(`Field '${field}' is not allowed`);
      if (kind !== 'any' && typeof given !== kind) throw refused(`${part}.${field} must be a ${kind}`);
    }
  }
  const waits = Type === 'Task' && /\.(waitForTaskToken|sync(:\d)?)$/.test(String(Resource));
  if ('Task' in context && !waits) {
    throw refused(
      "Context object contains 'Task' when state is not a Task state with a '.sync' or '.waitForTaskToken' service integration pattern",
    );
  }
  return context as JsonObject;
};
