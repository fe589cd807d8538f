import { predictTransitions, readMachine } from '../../lib/cost';
import { WORKED } from './machines';
import { engineFor } from './run-on-engine';

describe('transitions of a concrete run', () => {
  it.each(WORKED)('$name: $because = $transitions', ({ asl, scenario, transitions, status }) => {
    const predicted = predictTransitions(readMachine(asl), scenario);
    expect({ transitions: predicted.transitions, status: predicted.status }).toEqual({ transitions, status });
  });

  it.each(WORKED)('$name: so many stand in the history of an execution', async (worked) => {
    const ran = await engineFor(worked.asl)(worked.scenario, worked.input);
    expect({ transitions: ran.transitions, status: ran.status }).toEqual({
      transitions: worked.transitions,
      status: worked.status,
    });
  });

  it('refuses a scenario that names no state', () => {
    expect(() => predictTransitions(readMachine(WORKED[0]?.asl), { Nobody: {} })).toThrow(
      'names Nobody, no state here',
    );
  });

  it('refuses a scenario that never ends', () => {
    const asl = {
      StartAt: 'Again',
      States: {
        Again: { Type: 'Choice', Choices: [{ Next: 'Done' }], Default: 'Again' },
        Done: { Type: 'Succeed' },
      },
    };
    expect(() => predictTransitions(readMachine(asl), { Again: { takes: ['Again'] } })).toThrow('never ends');
  });
});
