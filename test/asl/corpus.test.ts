import { validateDefinition } from '../../lib/asl';
import { bench } from '../engine/harness';
import { CORPUS } from './corpus';

describe('what public definitions use loads, without a remark, and runs', () => {
  it.each(Object.entries(CORPUS))('%s', (_, definition) => {
    const diagnostics = validateDefinition(JSON.stringify(definition));
    expect(diagnostics).toEqual([]);
    const { engine } = bench();
    expect(() => engine.prepare(JSON.stringify(definition))).not.toThrow();
  });
});
