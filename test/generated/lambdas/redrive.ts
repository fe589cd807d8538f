import { redriver } from '../../../lambdas/operations/redrive';
import { redriveToolsOf } from '../../../lambdas/operations/tools';
import { generatedSagas } from '../sagas';

export const handler = redriver(redriveToolsOf(generatedSagas));
