import {
  ON_LOCKED,
  RECORD_ATTRIBUTES,
  RECORD_ID,
  type RecordEffect,
  type RecordType,
  recordKey,
} from '../../saga';
import { invalidEffect } from './sort-effects';

/** What is known of whoever writes. */
export interface Writer {
  /** As messages name it: the step, or the compensation. */
  readonly step: string;
  readonly by: string;
  /** The records that the participant keeps. */
  readonly types: Readonly<Record<string, RecordType>>;
  /** Whether a ledger has to be able to undo it. */
  readonly undoable: boolean;
}

/** Attributes that stand in an index must be texts: an index has no place for others. */
const MAX_INDEX_BYTES = 1024;

/** @throws BusinessError `InvalidEffect`: names the step, the record and the remedy */
export const checkRecord = (writer: Writer, effect: RecordEffect): void => {
  const { step, by, types, undoable } = writer;
  const refuse = (what: string): never => {
    throw invalidEffect(step, what);
  };
  const { type, id } = effect.record;
  const kept = Object.hasOwn(types, type) ? types[type] : undefined;
  if (kept === undefined) {
    refuse(`writes a record of type '${type}', which ${by} does not keep: declare it in \`records\``);
  }
  if (typeof id !== 'string' || !RECORD_ID.test(id)) {
    refuse(`writes a ${type} with an id that is none: expected 1 to 128 letters, digits and . _ : @ / -`);
  }
  const name = recordKey(effect.record);
  // An index takes in the table as a whole, whichever type has asked for it.
  const indexes = Object.values(types).flatMap(({ index }) => index ?? []);
  checkAttributes(refuse, name, effect.set, indexes);
  if (effect.onLocked !== undefined && !ON_LOCKED.includes(effect.onLocked)) {
    refuse(`writes ${name} with onLocked '${effect.onLocked}': expected ${ON_LOCKED.join(', ')}`);
  }
  const { undo } = effect;
  if (!undoable) {
    if (undo !== undefined) refuse(`writes ${name} with an undo, but nothing undoes it: leave the undo out`);
    return;
  }
  if (undo === undefined || undo === null) {
    refuse(`writes ${name} without an undo: expected 'delete', 'restore' or { set: … }`);
  } else if (undo === 'delete') {
    if (!kept?.deletable) refuse(notDeletable(name, type));
  } else if (typeof undo === 'object') {
    checkAttributes(refuse, name, undo.set, indexes);
  } else if (undo !== 'restore') {
    refuse(`writes ${name} with the undo '${String(undo)}': expected 'delete', 'restore' or { set: … }`);
  }
};

export const notDeletable = (name: string, type: string): string =>
  `writes ${name}, whose undo would delete it: declare ${type} as \`deletable\`, or undo it with { set: … }`;

const checkAttributes = (
  refuse: (what: string) => never,
  name: string,
  set: unknown,
  indexes: readonly string[],
): void => {
  if (typeof set !== 'object' || set === null || Array.isArray(set)) {
    refuse(`sets no attributes of ${name}: expected an object`);
  }
  const attributes = set as Readonly<Record<string, unknown>>;
  const own = Object.keys(attributes).find((attribute) =>
    (RECORD_ATTRIBUTES as readonly string[]).includes(attribute),
  );
  if (own !== undefined) refuse(`sets '${own}' of ${name}, which the protocol keeps: choose another name`);
  const odd = Object.keys(attributes).find((attribute) => hasOddNumber(attributes[attribute]));
  if (odd !== undefined) refuse(`sets '${odd}' of ${name} to a number that no item holds exactly`);
  for (const index of indexes) {
    const value = attributes[index];
    const isText = typeof value === 'string' && value !== '' && Buffer.byteLength(value) <= MAX_INDEX_BYTES;
    if (value === undefined || isText) continue;
    refuse(
      `sets '${index}' of ${name}, by which it is listed, to no text: expected 1 to ${MAX_INDEX_BYTES} bytes`,
    );
  }
};

/** NaN, infinite, or a whole number that JavaScript has rounded. */
const hasOddNumber = (value: unknown): boolean => {
  if (typeof value === 'number') {
    return !Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value));
  }
  return typeof value === 'object' && value !== null && Object.values(value).some(hasOddNumber);
};
