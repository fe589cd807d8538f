import { DefinitionError, loadDefinition, validateDefinition } from '../../lib/asl';
import { errorsOf, machine, only, PASS } from './definitions';

describe('loadDefinition', () => {
  it('takes a definition as text or as an object', () => {
    const definition = only(PASS);
    expect(loadDefinition(definition)).toBe(definition);
    expect(loadDefinition(JSON.stringify(definition))).toEqual(definition);
  });

  it('says in one line what is wrong first, where, and what to do, and keeps the rest', () => {
    const definition = machine({ A: { Type: 'Pass', Next: 'B', Foo: 1 }, C: { Type: 'Succeed' } });
    let thrown: unknown;
    try {
      loadDefinition(definition);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(DefinitionError);
    const { message, diagnostics } = thrown as DefinitionError;
    expect(message).toBe(
      "SCHEMA_VALIDATION_FAILED: Field 'Foo' is not supported at /States/A; use Type, Comment, QueryLanguage, " +
        'Next, End, Assign, Output (and 2 more)',
    );
    expect(diagnostics.map(({ code }) => code)).toEqual([
      'SCHEMA_VALIDATION_FAILED',
      'MISSING_TRANSITION_TARGET',
      'MISSING_TRANSITION_TARGET',
    ]);
    expect(diagnostics).toEqual(validateDefinition(definition));
  });

  it('names the line and the column of what is no JSON', () => {
    expect(() => loadDefinition('{\n  "StartAt": A }')).toThrow(
      /^INVALID_JSON_DESCRIPTION: .* at line 2, column 14; give JSON$/,
    );
  });

  it('takes JSONata states in a machine of JSONPath, and branches with variables of their own', () => {
    const state = { ...PASS, QueryLanguage: 'JSONata', Output: '{% 1 %}' };
    expect(errorsOf({ StartAt: 'A', States: { A: state } })).toEqual([]);
    const branch = (name: string, value: number) => ({
      StartAt: name,
      States: { [name]: { ...PASS, Assign: { x: value } } },
    });
    const Branches = [branch('B', 1), branch('C', 2)];
    expect(errorsOf(only({ Type: 'Parallel', Branches, Assign: { y: 1 }, End: true }))).toEqual([]);
  });
});
