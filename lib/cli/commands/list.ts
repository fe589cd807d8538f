import { listSagas } from '../../operations';
import { SAGA_STATUSES, type SagaHeader, type SagaStatus } from '../../saga';
import { type CliCommand, EXIT, UsageError } from '../command';
import { amongSagas } from '../operator/among-sagas';
import { newestFirst } from '../operator/newest-first';
import { type OperatorOptions, withOperatorOptions } from '../operator/options';
import { parseLimit } from '../operator/parse-limit';
import { parseTime } from '../operator/parse-time';
import { printJson, printTable, shortTime } from '../operator/print';
import { withDeployment } from '../operator/with-deployment';

interface ListOptions extends OperatorOptions {
  readonly status?: string;
  readonly since?: string;
  readonly limit?: string;
}

/** Rows that are printed at once. */
const ROWS = 50;

export const listCommand: CliCommand = {
  configure: (command) =>
    withOperatorOptions(
      command
        .option('--status <status>', `only those: ${SAGA_STATUSES.join(', ')}`)
        .option('--since <time>', 'started then or later: ISO 8601, or 15m, 2h, 3d ago')
        .option('--limit <n>', 'at most so many'),
      { saga: true },
    ),
  run: async (host, options: ListOptions) => {
    const status = options.status === undefined ? undefined : parseStatus(options.status);
    const limit = parseLimit(options.limit);
    return withDeployment(host, options, ({ sagas }) =>
      amongSagas(host, sagas, async ({ stream }) => {
        const pages = sagas.map((saga) => {
          const { ports } = saga;
          return stream(
            saga,
            listSagas(ports, {
              ...(status ? { status } : {}),
              ...(options.since === undefined
                ? {}
                : { since: parseTime(options.since, '--since', ports.clock.now()) }),
            }),
          );
        });
        const all: SagaHeader[] = [];
        let rows: SagaHeader[] = [];
        let count = 0;
        for await (const header of newestFirst(pages)) {
          count++;
          if (options.json) all.push(header);
          else rows.push(header);
          if (rows.length === ROWS) {
            printRows(rows);
            rows = [];
          }
          if (count === limit) break;
        }
        if (options.json) printJson(host, { sagas: all.map(summary) });
        else if (rows.length > 0 || count === 0) printRows(rows);
        return EXIT.ok;
      }),
    );

    function printRows(headers: readonly SagaHeader[]): void {
      if (headers.length === 0) host.stdout('no sagas\n');
      else
        printTable(
          host,
          ['saga', 'id', 'status', 'started', 'updated'],
          headers.map((header) => [
            header.sagaName,
            header.sagaId,
            header.status,
            shortTime(header.createTime),
            shortTime(header.updateTime),
          ]),
        );
    }
  },
};

const summary = ({ sagaId, sagaName, version, status, createTime, updateTime, expireTime }: SagaHeader) => ({
  sagaId,
  sagaName,
  version,
  status,
  createTime,
  updateTime,
  expireTime,
});

const parseStatus = (text: string): SagaStatus => {
  const status = SAGA_STATUSES.find((one) => one === text.toUpperCase());
  if (status) return status;
  throw new UsageError(`--status '${text}' is no status of a saga: use one of ${SAGA_STATUSES.join(', ')}`);
};
