/**
 * Properties that CloudFormation cannot change in place, of the types that hold data and stay: a change makes another
 * resource under the same logical id. Source: `createOnlyProperties` of the types' schemas; a KMS key has none, what
 * cannot be changed of it is refused.
 */
const CREATE_ONLY: Readonly<Record<string, readonly string[]>> = {
  'AWS::DynamoDB::GlobalTable': ['KeySchema', 'LocalSecondaryIndexes', 'TableName'],
  'AWS::DynamoDB::Table': ['ImportSourceSpecification', 'KeySchema', 'LocalSecondaryIndexes', 'TableName'],
  'AWS::Logs::LogGroup': ['LogGroupName'],
  'AWS::SQS::Queue': ['FifoQueue', 'QueueName'],
  'AWS::StepFunctions::StateMachine': ['StateMachineName', 'StateMachineType'],
};

type Properties = Readonly<Record<string, unknown>>;

/** What is kept then is the old one, and the stack knows nothing of it. */
export const replaced = (type: string, before: Properties, after: Properties): readonly string[] => {
  const changed = (CREATE_ONLY[type] ?? []).filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
  return changed.length === 0
    ? []
    : [`it is replaced (${changed.join(', ')}), and what it holds stays behind outside the stack`];
};
