import type { SagaHeader, SagaStatus } from '../saga';
import type { OperationPorts } from './operation-ports';

export interface ListQuery {
  readonly status?: SagaStatus;
  /** ISO 8601: sagas that were started then or later. */
  readonly since?: string;
  /** Sagas a page; those that share the time of the last one come with it. @default 100 */
  readonly pageSize?: number;
}

/**
 * Sagas, newest first, page by page: open ones by when they are due, those that are over by when that was. Their status is
 * what the index says: it may lag behind the events. Either time is after the saga was created, so that the first page which is due before `since` is the last.
 */
export async function* listSagas(
  { log, definition }: Pick<OperationPorts, 'log' | 'definition'>,
  { status, since, pageSize = 100 }: ListQuery = {},
): AsyncGenerator<readonly SagaHeader[]> {
  let next: string | undefined;
  do {
    const page = await log.list({
      name: definition.name,
      limit: pageSize,
      ...(status ? { statuses: [status] } : {}),
      ...(next ? { next } : {}),
    });
    yield since === undefined ? page.sagas : page.sagas.filter(({ createTime }) => createTime >= since);
    next = since !== undefined && page.next !== undefined && page.next < since ? undefined : page.next;
  } while (next);
}
