import type { SagaHeader } from '../../saga';

/**
 * Merges lists of sagas that are each sorted by `due`, newest first; pages are fetched as they are needed, the
 * first ones side by side.
 */
export async function* newestFirst(
  lists: readonly AsyncIterable<readonly SagaHeader[]>[],
): AsyncGenerator<SagaHeader> {
  const firsts = await Promise.all(
    lists.map(async (list) => {
      const rest = items(list);
      const { value, done } = await rest.next();
      return done ? [] : [{ rest, header: value }];
    }),
  );
  const heads = firsts.flat();
  while (heads.length > 0) {
    const newest = heads.reduce((a, b) => (b.header.due > a.header.due ? b : a));
    yield newest.header;
    const { value, done } = await newest.rest.next();
    if (done) heads.splice(heads.indexOf(newest), 1);
    else newest.header = value;
  }
}

async function* items(pages: AsyncIterable<readonly SagaHeader[]>): AsyncGenerator<SagaHeader, undefined> {
  for await (const page of pages) yield* page;
  return undefined;
}
