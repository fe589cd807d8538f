import { memorySagaLog } from '../../lib/runtime';
import { sagaLogContract } from './support/saga-log-contract';

describe('the saga log in memory', () => {
  sagaLogContract(async () => ({ log: memorySagaLog(), model: memorySagaLog() }));
});
