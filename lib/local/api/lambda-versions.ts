import { type RestCall, type RestRoute, ServiceError } from '../http';
import { type LambdaService, parseFunctionName } from '../lambda';

const FUNCTION_PATH = '^\\/2015-03-31\\/functions\\/(?<FunctionName>[^/]+)';

const noteOf = ({ params, query }: RestCall) => {
  const Qualifier = query.get('Qualifier');
  return { input: { ...params, ...(Qualifier === null ? {} : { Qualifier }) } };
};

/** `ListVersionsByFunction`, all on one page. */
const listVersionsRoute = (lambda: LambdaService): RestRoute => ({
  name: 'lambda',
  operation: 'ListVersionsByFunction',
  method: 'GET',
  path: new RegExp(`${FUNCTION_PATH}\\/versions\\/?$`),
  note: noteOf,
  handle: async ({ params }) => {
    const { name } = parseFunctionName(params.FunctionName ?? '');
    const versions = lambda.versionsOf(name);
    if (!versions) {
      throw new ServiceError('ResourceNotFoundException', `Function not found: ${name}`, { status: 404 });
    }
    const { arn } = versions.config;
    return {
      status: 200,
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({
        Versions: versions.versions.map((Version) => ({
          FunctionName: name,
          FunctionArn: `${arn}:${Version}`,
          Version,
        })),
      }),
    };
  },
});

/** `DeleteFunction` is judged and then refused: what runs here is what the template declares. */
const deleteFunctionRoute: RestRoute = {
  name: 'lambda',
  operation: 'DeleteFunction',
  method: 'DELETE',
  path: new RegExp(`${FUNCTION_PATH}\\/?$`),
  note: noteOf,
  handle: async () => {
    throw new ServiceError(
      'UnsupportedOperation',
      'DeleteFunction is not supported: the embedded stack runs what the CloudFormation template declares.',
    );
  },
};

/** What of Lambda's API is about the versions of functions. */
export const versionRoutes = (lambda: LambdaService): readonly RestRoute[] => [
  listVersionsRoute(lambda),
  deleteFunctionRoute,
];
