import { checkPublished, fingerprintOf } from '../../lib/constructs';
import { defineSaga, step } from '../../lib/saga';
import { sagas } from '../../lib/sagas';
import { published, withCurrentVersions } from '../../lib/stacks';

const parcel = (version: number, carrier: string) =>
  defineSaga({
    name: 'parcel',
    version,
    deadline: { hours: 1 },
    input: { safeParse: (data: unknown) => ({ success: true, data }) as const },
    steps: [
      step('book-parcel', { by: carrier, compensation: 'cancel-parcel' }),
      step('tell', { by: 'desk' }),
    ],
  });

describe('a published version', () => {
  const first = parcel(1, 'carrier');
  const changed = parcel(1, 'airline');

  it('may not change what it means', () => {
    expect(() => checkPublished(changed, { 1: fingerprintOf(first) })).toThrow(
      "the state machine of saga 'parcel' changed, but its version is still 1: raise `version` in its definition",
    );
  });

  it.each([
    ['unchanged', first, { 1: fingerprintOf(first) }],
    ['raised', parcel(2, 'airline'), { 1: fingerprintOf(first) }],
    ['never recorded', changed, {}],
  ])('%s passes', (_name, definition, record) => {
    expect(() => checkPublished(definition, record)).not.toThrow();
  });
});

describe('the record of this project', () => {
  it.each(Object.values(sagas))('stands for the state machine of $name as it is', (definition) => {
    const record = published[definition.name] ?? {};
    expect(Object.keys(record)).toContain(String(definition.version));
    expect(() => checkPublished(definition, record)).not.toThrow();
  });

  it('keeps what it holds, unless a version is to be taken again', () => {
    for (const [name, definition] of Object.entries(sagas)) {
      const { version } = definition;
      const before = { [name]: { [version]: 'older' } };
      const fresh = fingerprintOf(definition);
      expect(withCurrentVersions(before, { again: false })[name]).toEqual({ [version]: 'older' });
      expect(withCurrentVersions(before, { again: true })[name]).toEqual({ [version]: fresh });
    }
  });
});
