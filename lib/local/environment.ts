import type { FunctionConfig } from './lambda';
import type { Environment } from './template';

/** Where everything pretends to be, unless it is told otherwise. */
export const DEFAULT_REGION = 'us-east-1';
export const ACCOUNT_ID = '000000000000';

/** Credentials that no real account has. */
const CREDENTIALS = {
  AWS_ACCESS_KEY_ID: 'embedded',
  AWS_SECRET_ACCESS_KEY: 'embedded',
  AWS_SESSION_TOKEN: 'embedded',
};

const NO_FILE = '/dev/null';

/** Variables with which an AWS client outside (CLI, SDK) talks to the stack. */
export const clientEnvironment = (environment: Environment): Readonly<Record<string, string>> => ({
  AWS_ENDPOINT_URL: environment.endpoint,
  AWS_REGION: environment.region,
  AWS_DEFAULT_REGION: environment.region,
  AWS_ACCESS_KEY_ID: CREDENTIALS.AWS_ACCESS_KEY_ID,
  AWS_SECRET_ACCESS_KEY: CREDENTIALS.AWS_SECRET_ACCESS_KEY,
});

/** What a function finds in its environment, as the Lambda runtime sets it; `endpoint` names its worker. */
export const functionEnvironment = (
  config: FunctionConfig,
  environment: Environment,
  endpoint: string,
): Readonly<Record<string, string>> => ({
  ...config.environment,
  ...CREDENTIALS,
  AWS_ENDPOINT_URL: endpoint,
  AWS_REGION: environment.region,
  AWS_DEFAULT_REGION: environment.region,
  AWS_LAMBDA_FUNCTION_NAME: config.name,
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(config.memoryMb),
  AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${config.name}`,
  AWS_LAMBDA_LOG_STREAM_NAME: 'embedded',
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs',
  // On Lambda there is none: what the user of this machine has set up for AWS is not for a function here.
  AWS_CONFIG_FILE: NO_FILE,
  AWS_SHARED_CREDENTIALS_FILE: NO_FILE,
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  LAMBDA_TASK_ROOT: config.folder ?? '',
  _HANDLER: config.handler,
  TZ: 'UTC',
});
