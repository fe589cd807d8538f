import { ofType, type Resource, type Resources, STACKS, templateOf, text } from '../stacks/stack-template';

const VERSION = 'AWS::Lambda::Version';
const idsOf = (resources: Resources, type: string) => ofType(resources, type).map(([id]) => id);
/** The function that a version is of. */
const owner = ([, { Properties }]: readonly [string, Resource]): string =>
  text(Properties.FunctionName).slice(1, -1);

/** Versions of functions that the definition of a machine names. */
const namedIn = (resources: Resources): ReadonlySet<string> =>
  new Set(
    ofType(resources, 'AWS::StepFunctions::StateMachine').flatMap(([, { Properties }]) =>
      idsOf(resources, VERSION).filter((id) => text(Properties.DefinitionString).includes(`<${id}>`)),
    ),
  );

describe.each(STACKS)('a second deployment of %s', (stack) => {
  const plain = templateOf(stack).Resources;
  const first = templateOf(stack, { republish: 'first' }).Resources;
  const second = templateOf(stack, { republish: 'second' }).Resources;

  /**
   * That is what fails after an update that was rolled back: the versions that it published were kept, for the executions
   * that may stand on them; the retry creates them anew, and Lambda publishes nothing of a function that has not changed.
   */
  it('asks for the same versions, which a roll-back has kept', () => {
    const again = templateOf(stack, { again: 'the same code' }).Resources;
    expect(idsOf(again, VERSION)).toEqual(idsOf(plain, VERSION));
    for (const [, version] of ofType(plain, VERSION))
      expect([version.DeletionPolicy, version.UpdateReplacePolicy]).toEqual(['Retain', 'Retain']);
  });

  it.each([
    ['published again', plain, first],
    ['and once more', first, second],
  ])('with -c republish=TEXT asks for versions of its own (%s)', (_, before, after) => {
    const versions = ofType(after, VERSION);
    expect(versions.length).toBe(ofType(before, VERSION).length);
    expect(versions.filter(([id]) => before[id] !== undefined)).toEqual([]);
    // Lambda publishes a version only of a function that differs from the one published last.
    for (const version of versions)
      expect(after[owner(version)]?.Properties).not.toEqual(before[owner(version)]?.Properties);
    expect([...namedIn(after)].sort()).toEqual(idsOf(after, VERSION).sort());
  });

  it('with -c republish=TEXT changes nothing else', () => {
    const changed = Object.keys(first).filter(
      (id) => JSON.stringify(first[id]) !== JSON.stringify(plain[id]),
    );
    const published = ofType(first, VERSION);
    const machines = idsOf(first, 'AWS::StepFunctions::StateMachine').filter((id) => changed.includes(id));
    expect(machines).toHaveLength(1);
    expect(changed.sort()).toEqual(
      [...published.map(([id]) => id), ...published.map(owner), ...machines].sort(),
    );
    expect(Object.keys(first).length).toBe(Object.keys(plain).length);
  });
});
