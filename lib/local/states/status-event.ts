import { type BusEvent, eventTime } from '../events';
import type { Environment } from '../template';
import { type ExecutionRecord, statusOf } from './execution-record';
import { redriveFields } from './redrive-fields';

/** Input and output are left out of the event from this size on, in bytes. Source: EventBridge, Step Functions events. */
const LARGEST_DATA = 248 * 1024;

const data = (text: string | undefined): readonly [string | null, { readonly included: boolean } | null] => {
  if (text === undefined) return [null, null];
  return Buffer.byteLength(text) <= LARGEST_DATA ? [text, { included: true }] : [null, { included: false }];
};

/** `Step Functions Execution Status Change`, as AWS sends it to the default bus. */
export const statusEvent = (
  record: ExecutionRecord,
  id: string,
  now: number,
  environment: Environment,
): BusEvent => {
  const { end } = record;
  const [input, inputDetails] = data(record.input);
  const [output, outputDetails] = data(end?.output);
  return {
    version: '0',
    id,
    'detail-type': 'Step Functions Execution Status Change',
    source: 'aws.states',
    account: environment.accountId,
    time: eventTime(now),
    region: environment.region,
    resources: [record.executionArn],
    detail: {
      executionArn: record.executionArn,
      stateMachineArn: record.stateMachineArn,
      name: record.name,
      status: statusOf(record),
      startDate: record.startDate,
      stopDate: end?.stopDate ?? null,
      input,
      output,
      inputDetails,
      outputDetails,
      error: end?.error ?? null,
      cause: end?.cause ?? null,
      stateMachineVersionArn: record.stateMachineVersionArn ?? null,
      stateMachineAliasArn: record.stateMachineAliasArn ?? null,
      redriveCount: record.redrives?.count ?? 0,
      redriveDate: record.redrives?.date ?? null,
      redriveStatusReason: null,
      ...redriveFields(record, false, now),
    },
  };
};
