import { sweeper } from '../../../lambdas/operations/sweeper';
import { sweeperToolsOf } from '../../../lambdas/operations/tools';
import { generatedSagas } from '../sagas';

export const handler = sweeper(sweeperToolsOf(generatedSagas));
