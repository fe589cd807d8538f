import { parseFunctionName } from '../../lambda';
import { type AccessOf, type AccessScope, access, text } from './call-access';

/** The API's operation and the permission have different names here. */
const ACTIONS: Readonly<Record<string, string>> = { Invoke: 'InvokeFunction' };

/** A version or alias that is asked for belongs to the resource. */
export const invokedArn = (
  functionName: string,
  qualifier: unknown,
  scope: Pick<AccessScope, 'region' | 'accountId'>,
) => {
  const { name, qualifier: named } = parseFunctionName(functionName);
  const asked = text(qualifier) || named;
  const arn = `arn:aws:lambda:${scope.region}:${scope.accountId}:function:${name}`;
  return asked === undefined ? arn : `${arn}:${asked}`;
};

export const lambdaAccess: AccessOf = ({ operation, input }, scope) => [
  access(
    `lambda:${ACTIONS[operation] ?? operation}`,
    invokedArn(text(input.FunctionName), input.Qualifier, scope),
  ),
];
