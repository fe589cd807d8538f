import { memorySagaLog } from '../../lib/runtime';
import { sagaLogContract } from './support/saga-log-contract';

/** The same contract of the log on DynamoDB takes longer (test/long). */
describe('the saga log in memory', () => {
  sagaLogContract(async () => ({ log: memorySagaLog(), model: memorySagaLog() }));
});
