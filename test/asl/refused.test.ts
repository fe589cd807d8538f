import { DefinitionError, loadDefinition, validateDefinition } from '../../lib/asl';
import { errorsOf } from './definitions';
import * as expressions from './refused/expressions';
import * as fields from './refused/fields';
import { CHAINS, TEXTS, TRANSITIONS, TYPES } from './refused/structure';

const KINDS = { TEXTS, CHAINS, TRANSITIONS, TYPES, ...fields, ...expressions };

describe.each(Object.entries(KINDS))('refused: %s', (_, cases) => {
  it.each(cases)('%s', (_what, definition, told) => {
    expect(errorsOf(definition)).toEqual(told);
    const text = typeof definition === 'string' ? definition : JSON.stringify(definition);
    expect(errorsOf(text)).toEqual(told);
    expect(() => loadDefinition(text)).toThrow(DefinitionError);
    for (const { message, remedy } of validateDefinition(text)) {
      expect(message).not.toBe('');
      expect(remedy).not.toBe('');
    }
  });
});
