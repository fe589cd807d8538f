import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { App } from 'aws-cdk-lib/core';
import { checkHistory, fileOf } from '../../lib/constructs';
import {
  type DefinitionRecord,
  flatSteps,
  missedBy,
  recordOf,
  type SagaDefinition,
  type SagaElement,
  type StepRecord,
} from '../../lib/saga';
import { sagas } from '../../lib/sagas';
import { readHistory, SagaStack, writeHistory } from '../../lib/stacks';

const history = readHistory();
const definitions = Object.values(sagas);

const isGroup = (element: StepRecord | readonly StepRecord[]): element is readonly StepRecord[] =>
  Array.isArray(element);

/** A record with one of its steps changed, or left out. */
const changed = (
  record: DefinitionRecord,
  name: string,
  change: (step: StepRecord) => StepRecord | undefined,
): DefinitionRecord => {
  const one = (step: StepRecord): readonly StepRecord[] =>
    step.name === name ? [change(step) ?? []].flat() : [step];
  return {
    ...record,
    version: record.version + 1,
    steps: record.steps.flatMap((element): readonly (StepRecord | readonly StepRecord[])[] =>
      isGroup(element) ? [element.flatMap(one)] : one(element),
    ),
  };
};

describe.each(
  definitions.map((definition) => [definition.name, definition] as const),
)('%s', (name, definition) => {
  const record = recordOf(definition);
  const steps = flatSteps(definition).map((step) => step.name);

  it('is recorded as it is, and strands no saga of an earlier version', () => {
    expect(history.find((one) => one.name === name && one.version === definition.version)).toEqual(record);
    expect(() => checkHistory(definition, history)).not.toThrow();
  });

  it('would be recorded with all that an open saga needs: steps, participants, compensations, conditions, limits', () => {
    expect(record.steps.flat()).toEqual(
      flatSteps(definition).map(({ kind: _, result: _result, seen: _seen, compensation, when, ...step }) => ({
        ...step,
        ...(compensation === undefined ? {} : { compensation }),
        ...(when === undefined ? {} : { when }),
      })),
    );
    expect(JSON.parse(JSON.stringify(record))).toEqual(record);
  });

  it.each(steps)('may not lose, rename or give away step %s', (step) => {
    const of = (change: (one: StepRecord) => StepRecord | undefined) =>
      missedBy(record, changed(record, step, change));
    expect(of(() => undefined)).toEqual([`step '${step}' is gone or has another name`]);
    expect(of((one) => ({ ...one, name: `${step}-again` }))).toEqual([
      `step '${step}' is gone or has another name`,
    ]);
    expect(of((one) => ({ ...one, by: 'somebody' }))).toEqual([
      expect.stringContaining(`step '${step}' is by 'somebody', not by '`),
    ]);
    const { compensation } = record.steps.flat().find((one) => one.name === step) as StepRecord;
    if (compensation === undefined) {
      // A saga of the earlier version that died in it would be undone past its pivot.
      expect(of((one) => ({ ...one, compensation: 'undo-it' }))).toEqual([
        `step '${step}' has a compensation now, and was past the pivot before`,
      ]);
      return;
    }
    const lost = [`compensation '${compensation}' of step '${step}' is gone or has another name`];
    expect(of(({ compensation: _, ...one }) => one)).toEqual(lost);
    expect(of((one) => ({ ...one, compensation: 'undo-it' }))).toEqual(lost);
  });

  it('may change all else: times, conditions, transport, order, groups, and steps of its own', () => {
    for (const step of steps) {
      const other = changed(record, step, ({ when: _, ...one }) => ({
        ...one,
        via: 'queue',
        timeoutSeconds: 99,
      }));
      expect(missedBy(record, other)).toEqual([]);
    }
    const all = record.steps.flat();
    const extra: StepRecord = { name: 'extra', by: 'others', via: 'lambda', timeoutSeconds: 1 };
    const undoable = all.filter(({ compensation }) => compensation !== undefined);
    const retriable = all.filter(({ compensation }) => compensation === undefined);
    const reversed = [...undoable.slice().reverse(), ...retriable, extra];
    expect(missedBy(record, { ...record, steps: reversed })).toEqual([]);
    expect(missedBy(record, { ...record, steps: [all] })).toEqual([]);
  });

  it('may not change the order of steps past the pivot: a saga that died there is finished from one of them on', () => {
    const [last] = record.steps.flat().slice(-1) as [StepRecord];
    const two = { ...record, steps: [...record.steps, { ...last, name: 'and-then' }] };
    const turned = { ...record, steps: [...record.steps.slice(0, -1), { ...last, name: 'and-then' }, last] };
    expect(missedBy(two, two)).toEqual([]);
    expect(missedBy(two, turned)).toEqual(["retriable step 'and-then' comes in another place than before"]);
    const between = { ...last, name: 'in-between' };
    expect(
      missedBy(two, { ...two, steps: [...two.steps.slice(0, -1), between, ...two.steps.slice(-1)] }),
    ).toEqual([]);
  });

  it('fails the synthesis when it strands open sagas, and says which version and why', () => {
    const [first, ...others] = definition.steps as readonly [SagaElement, ...SagaElement[]];
    const lost = (first.kind === 'parallel' ? first.steps : [first]).map((step) => step.name);
    const next: SagaDefinition = { ...definition, version: definition.version + 1, steps: others };
    const stranded = history.find(
      (one) => one.name === name && one.steps.flat().some((step) => step.name === lost[0]),
    );
    expect(
      () =>
        new SagaStack(new App(), 'Next', {
          bundles: { code: () => Code.fromInline('//') },
          definition: next,
        }),
    ).toThrow(
      `version ${next.version} of saga '${name}' could neither finish nor undo sagas of version ${stranded?.version}: ` +
        `step '${lost[0]}' is gone or has another name`,
    );
  });

  it('may not read otherwise under its number', () => {
    const later: SagaDefinition = { ...definition, deadlineSeconds: definition.deadlineSeconds + 1 };
    expect(() => checkHistory(later, history)).toThrow(
      `the definition of saga '${name}' changed, but its version is still ${definition.version}`,
    );
    expect(() => checkHistory({ ...later, version: definition.version + 1 }, history)).not.toThrow();
  });
});

it('holds a file for each version, named after it', () => {
  expect(history.map(fileOf).sort()).toEqual(readdirSync(join(__dirname, '../../lib/sagas/history')).sort());
});

it('keeps what it holds, unless a version is to be taken again', () => {
  const folder = mkdtempSync(join(tmpdir(), 'history-'));
  try {
    writeHistory({ again: false, definitions, folder });
    expect(readHistory(folder)).toEqual(definitions.map(recordOf).sort((a, b) => (a.name < b.name ? -1 : 1)));
    const [file = ''] = readdirSync(folder);
    const written = readFileSync(join(folder, file), 'utf8');
    writeFileSync(join(folder, file), '{}');
    writeHistory({ again: false, definitions, folder });
    expect(readFileSync(join(folder, file), 'utf8')).toBe('{}');
    writeHistory({ again: true, definitions, folder });
    expect(readFileSync(join(folder, file), 'utf8')).toBe(written);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
