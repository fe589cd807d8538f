import { starter } from '../../../lambdas/operations/start';
import { startToolsOf } from '../../../lambdas/operations/tools';
import { generatedSagas } from '../sagas';

export const handler = starter(startToolsOf(generatedSagas));
