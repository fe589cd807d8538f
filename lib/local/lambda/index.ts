export { parseFunctionName } from './function-arn';
export {
  type FunctionConfig,
  type FunctionErrorPayload,
  functionFailure,
  type InvocationResult,
} from './function-config';
export type { Invocation, InvocationMarks, LogLine } from './invocation';
export { type FunctionTarget, type FunctionUsage, LambdaService } from './lambda-service';
export { unpack } from './unpack';
