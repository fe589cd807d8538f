import { listRecords, type RecordsRequest } from '../../operations';
import { type CliCommand, EXIT, UsageError } from '../command';
import { type OperatorOptions, withOperatorOptions } from '../operator/options';
import { parseLimit } from '../operator/parse-limit';
import { printJson } from '../operator/print';
import { sagaWith } from '../operator/saga-with';
import { withDeployment } from '../operator/with-deployment';
import { renderRecords } from '../render-records';

interface RecordsOptions extends OperatorOptions {
  readonly type?: string;
  readonly id?: string;
  readonly by?: string;
  readonly limit?: string;
  readonly next?: string;
}

/** Records that are printed without a --limit. */
const ROWS = 50;
/** Records that one call may ask for: more would be held in memory at once. */
const MOST_ROWS = 1000;

export const recordsCommand: CliCommand = {
  configure: (command) =>
    withOperatorOptions(
      command
        .argument('<participant>', 'whose')
        .option('--type <type>', 'only those of this type')
        .option('--id <id>', 'only the one with this id')
        .option('--by <attribute=value>', 'only those of which an indexed attribute has this value')
        .option('--limit <n>', `at most so many at once, up to ${MOST_ROWS} (default: ${ROWS})`)
        .option('--next <token>', 'go on where the page before ended, which says how'),
      { saga: true },
    ),
  run: async (host, options: RecordsOptions, participant = '') => {
    const request = requestOf(options, participant);
    return withDeployment(host, options, async (deployment) => {
      const { ports } = sagaWith(deployment, participant);
      const page = await listRecords(ports, request);
      if (options.json) printJson(host, page);
      else host.stdout(renderRecords(page, host));
      return EXIT.ok;
    });
  },
};

const requestOf = (options: RecordsOptions, participant: string): RecordsRequest => {
  const { type, id, by, limit, next } = options;
  if (id !== undefined) {
    for (const other of ['by', 'limit', 'next'] as const) {
      if (options[other] !== undefined) throw new UsageError(`records: --${other} does not go with --id`);
    }
  }
  return {
    participant,
    limit: limit === undefined ? ROWS : limited(limit),
    ...(type === undefined ? {} : { type }),
    ...(id === undefined ? {} : { id }),
    ...(by === undefined ? {} : { by: parseBy(by) }),
    ...(next === undefined ? {} : { next }),
  };
};

const limited = (text: string): number => {
  const limit = parseLimit(text);
  if (limit <= MOST_ROWS) return limit;
  throw new UsageError(`--limit '${text}' is above ${MOST_ROWS}: ask for fewer, and go on with --next`);
};

const parseBy = (text: string): Required<RecordsRequest>['by'] => {
  const equals = text.indexOf('=');
  const [attribute, value] = [text.slice(0, equals), text.slice(equals + 1)];
  if (equals > 0 && value !== '') return { attribute, value };
  throw new UsageError(`--by '${text}' is no ATTRIBUTE=VALUE, such as customer=c-17`);
};
