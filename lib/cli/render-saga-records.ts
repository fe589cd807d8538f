import type { GoneRecord, RecordReport, RecordRow, SagaReport } from '../operations';
import type { RecordTypes } from '../saga';
import type { Cells } from './plain-table';
import { valueText } from './record-text';
import { ownOf, statusFirst } from './render-records';

/** Attributes that are shown of a record. */
const MOST_SHOWN = 3;
/** Characters of a value that still says something at a glance. */
const SHORT = 24;

export const SAGA_RECORDS_HEAD = ['record of', 'type', 'id', 'version', 'says'] as const;

/** A row a record that the saga wrote, with the few attributes that say most, or what was told to the customer. */
export const sagaRecordRows = (
  { records, sagaName, sagaId }: Pick<SagaReport, 'records' | 'sagaName' | 'sagaId'>,
  kept: RecordTypes,
): readonly Cells[] =>
  Object.entries(records).flatMap(([participant, reports]) =>
    reports.map((record) => [
      participant,
      record.type,
      record.id,
      isGone(record) ? '' : record.version,
      saying(record, kept[participant]?.[record.type]?.published === true, `${sagaName}/${sagaId}`),
    ]),
  );

const saying = (record: RecordReport, isPublished: boolean, saga: string): string => {
  if (isGone(record)) return 'gone';
  const claimant = record.pending?.saga;
  return [
    ...(isPublished ? told(record) : shortest(ownOf(record))),
    ...(claimant === undefined || claimant === saga ? [] : [`claimed by ${claimant}`]),
  ].join(', ');
};

/** One that is there may have an attribute `gone` of its own, but has a version. */
const isGone = (record: RecordReport): record is GoneRecord => !('version' in record);

const told = (record: RecordRow): readonly string[] =>
  ['to', 'subject']
    .filter((name) => record[name] !== undefined)
    .map((name) => `${name} ${valueText(record[name], Number.POSITIVE_INFINITY)}`);

const shortest = (own: Readonly<Record<string, unknown>>): readonly string[] =>
  Object.entries(own)
    .sort(([a], [b]) => statusFirst(a, b))
    .filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value))
    .map(([name, value]) => [name, valueText(value, Number.POSITIVE_INFINITY)] as const)
    .filter(([name, text]) => name === 'status' || text.length <= SHORT)
    .slice(0, MOST_SHOWN)
    .map(([name, text]) => `${name} ${text}`);
