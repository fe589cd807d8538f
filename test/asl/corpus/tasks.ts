/** Definitions as people write them, small. What a Task may call, and how. */
const task = (resource: string, parameters: object, more: object = {}): object => ({
  StartAt: 'Call',
  States: {
    Call: { Type: 'Task', Resource: resource, Parameters: parameters, ...more, End: true },
  },
});

const jsonata = (resource: string, args: unknown, more: object = {}): object => ({
  QueryLanguage: 'JSONata',
  StartAt: 'Call',
  States: { Call: { Type: 'Task', Resource: resource, Arguments: args, ...more, End: true } },
});

const optimized = (call: string): string => `arn:aws:states:::${call}`;

export const TASKS: Readonly<Record<string, object>> = {
  'a function by its ARN': {
    StartAt: 'Call',
    States: {
      Call: { Type: 'Task', Resource: 'arn:aws:lambda:eu-west-1:123456789012:function:book', End: true },
    },
  },
  'a version of a function': {
    StartAt: 'Call',
    States: {
      Call: {
        Type: 'Task',
        Resource: 'arn:aws:lambda:eu-west-1:123456789012:function:book:$LATEST',
        InputPath: '$.order',
        ResultPath: '$.booking',
        OutputPath: '$',
        TimeoutSeconds: 30,
        End: true,
      },
    },
  },
  'lambda:invoke': task(
    optimized('lambda:invoke'),
    { FunctionName: 'book', 'Payload.$': '$', InvocationType: 'RequestResponse' },
    { ResultSelector: { 'id.$': '$.Payload.id' }, ResultPath: '$.booked', OutputPath: '$.booked' },
  ),
  'lambda:invoke.waitForTaskToken': task(
    optimized('lambda:invoke.waitForTaskToken'),
    { FunctionName: 'ask', Payload: { 'token.$': '$$.Task.Token', 'order.$': '$.order' } },
    { TimeoutSeconds: 3600, HeartbeatSeconds: 60 },
  ),
  'times by paths': task(
    optimized('lambda:invoke'),
    { FunctionName: 'f' },
    { TimeoutSecondsPath: '$.limits.timeout', HeartbeatSecondsPath: '$.limits[0].heartbeat' },
  ),
  'an activity': {
    StartAt: 'Pack',
    States: {
      Pack: {
        Type: 'Task',
        Resource: 'arn:aws:states:eu-west-1:123456789012:activity:pack',
        TimeoutSeconds: 300,
        HeartbeatSeconds: 60,
        End: true,
      },
    },
  },
  'sqs:sendMessage': task(optimized('sqs:sendMessage'), {
    QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/123456789012/orders',
    MessageBody: { 'id.$': '$.id' },
  }),
  'sqs:sendMessage.waitForTaskToken': task(optimized('sqs:sendMessage.waitForTaskToken'), {
    QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/123456789012/orders',
    MessageBody: { 'token.$': '$$.Task.Token', text: 'please' },
  }),
  'sns:publish': task(optimized('sns:publish'), {
    TopicArn: 'arn:aws:sns:eu-west-1:123456789012:alarms',
    'Message.$': "States.Format('Order {} failed: {}', $.id, $.error.Cause)",
    MessageAttributes: { kind: { DataType: 'String', StringValue: 'order' } },
  }),
  'dynamodb:getItem': task(optimized('dynamodb:getItem'), {
    TableName: 'orders',
    Key: { id: { 'S.$': '$.id' } },
    ConsistentRead: true,
  }),
  'dynamodb:updateItem': task(optimized('dynamodb:updateItem'), {
    TableName: 'orders',
    Key: { id: { 'S.$': '$.id' } },
    UpdateExpression: 'SET #s = :s',
    ExpressionAttributeNames: { '#s': 'status' },
    ExpressionAttributeValues: { ':s': { S: 'DONE' }, ':n': { 'N.$': "States.Format('{}', $.count)" } },
  }),
  'events:putEvents': task(optimized('events:putEvents'), {
    Entries: [{ 'Detail.$': '$', DetailType: 'Ordered', EventBusName: 'shop', Source: 'shop' }],
  }),
  'states:startExecution.sync:2': task(optimized('states:startExecution.sync:2'), {
    StateMachineArn: 'arn:aws:states:eu-west-1:123456789012:stateMachine:child',
    Input: { 'AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID.$': '$$.Execution.Id', 'order.$': '$' },
  }),
  'glue:startJobRun.sync': task(optimized('glue:startJobRun.sync'), {
    JobName: 'nightly',
    Arguments: { '--day.$': '$.day' },
  }),
  'ecs:runTask.sync': task(optimized('ecs:runTask.sync'), {
    LaunchType: 'FARGATE',
    Cluster: 'arn:aws:ecs:eu-west-1:123456789012:cluster/c',
    Overrides: {
      ContainerOverrides: [{ Name: 'main', 'Command.$': "States.Array($.command, '--verbose')" }],
    },
  }),
  'batch:submitJob.sync': task(optimized('batch:submitJob.sync'), { JobName: 'j', JobQueue: 'q' }),
  'athena:startQueryExecution.sync': task(optimized('athena:startQueryExecution.sync'), {
    'QueryString.$': "States.Format('SELECT * FROM t WHERE day = \\'{}\\'', $.day)",
  }),
  'sagemaker:createTrainingJob.sync': task(optimized('sagemaker:createTrainingJob.sync'), {
    'TrainingJobName.$': '$$.Execution.Name',
  }),
  'emr-serverless:startJobRun.sync': task(optimized('emr-serverless:startJobRun.sync'), {}),
  'codebuild:startBuild.sync': task(optimized('codebuild:startBuild.sync'), { ProjectName: 'p' }),
  'apigateway:invoke': task(optimized('apigateway:invoke'), {
    ApiEndpoint: 'abc.execute-api.eu-west-1.amazonaws.com',
    Method: 'GET',
    Headers: { 'Header1.$': 'States.Array($.token)' },
  }),
  'http:invoke': task(optimized('http:invoke'), {
    ApiEndpoint: 'https://api.example.com/v1',
    Method: 'POST',
    Authentication: { ConnectionArn: 'arn:aws:events:eu-west-1:123456789012:connection/c/1' },
  }),
  'bedrock:invokeModel': task(optimized('bedrock:invokeModel'), { ModelId: 'm', Body: { prompt: 'hi' } }),
  'an action of the SDK': task(optimized('aws-sdk:dynamodb:query'), {
    TableName: 'orders',
    KeyConditionExpression: 'id = :id',
    ExpressionAttributeValues: { ':id': { 'S.$': '$.id' } },
  }),
  'an action of the SDK with a token': task(optimized('aws-sdk:sfn:startExecution.waitForTaskToken'), {
    StateMachineArn: 'arn:aws:states:eu-west-1:123456789012:stateMachine:child',
    Input: { 'token.$': '$$.Task.Token' },
  }),
  'another partition': task('arn:aws-us-gov:states:::aws-sdk:s3:listBuckets', {}),
  'a role of another account': task(
    optimized('lambda:invoke'),
    { FunctionName: 'f' },
    { Credentials: { 'RoleArn.$': '$.role' } },
  ),
  'JSONata: arguments': jsonata(
    optimized('lambda:invoke'),
    { FunctionName: 'f', Payload: '{% $states.input %}' },
    {
      TimeoutSeconds: '{% $states.input.timeout %}',
      HeartbeatSeconds: 5,
      Assign: { id: '{% $states.result.Payload.id %}' },
      Output: '{% $merge([$states.input, $states.result.Payload]) %}',
      Credentials: { RoleArn: '{% $states.input.role %}' },
    },
  ),
  'JSONata: arguments that are a list': jsonata(optimized('lambda:invoke'), [
    1,
    '{% 2 %}',
    { 'a.$': 'text' },
  ]),
  'JSONata: arguments by one expression': jsonata(
    optimized('states:startExecution.sync:2'),
    '{% { "StateMachineArn": $states.input.arn, "Input": $states.input.items[price > 3].{"sku": sku} } %}',
  ),
  'retried and caught': task(
    optimized('lambda:invoke'),
    { FunctionName: 'f' },
    {
      Retry: [
        { ErrorEquals: ['Lambda.TooManyRequestsException', 'Lambda.SdkClientException'], IntervalSeconds: 1 },
        { ErrorEquals: ['Never'], MaxAttempts: 0 },
        {
          ErrorEquals: ['States.ALL'],
          IntervalSeconds: 2,
          MaxAttempts: 99_999_999,
          BackoffRate: 1.5,
          MaxDelaySeconds: 60,
          JitterStrategy: 'FULL',
          Comment: '{% only text',
        },
      ],
      Catch: [
        { ErrorEquals: ['States.Timeout'], Next: 'Call', ResultPath: '$.error' },
        { ErrorEquals: ['States.ALL'], Next: 'Call', ResultPath: null, Assign: { 'why.$': '$.Cause' } },
      ],
    },
  ),
  'nothing to retry': task(optimized('lambda:invoke'), { FunctionName: 'f' }, { Retry: [], Catch: [] }),
};
