import { AppError, newId } from '#libs/kernel';
import { EVERYTHING, inBatches, pageOf, toPage, toPageRequest } from './index.js';

const ids = Array.from({ length: 5 }, newId);
const all = ids.map((id) => ({ id }));

function read(limit: number | undefined, cursor?: string) {
  const request = toPageRequest({ limit, cursor }, EVERYTHING);
  const from = request.after === null ? 0 : ids.indexOf(request.after) + 1;
  return toPage(request, all.slice(from, from + request.limit), ({ id }) => id);
}

describe('a list in pages', () => {
  it('a paged list returns each row once and marks the last page', () => {
    const seen: string[] = [];
    let cursor: string | null | undefined;
    do {
      const page = read(2, cursor ?? undefined);
      seen.push(...page.items);
      cursor = page.next_cursor;
    } while (cursor !== null);
    expect(seen).toEqual(ids);
  });

  it('a paged list has no next page when the last one is exactly full', () => {
    expect(read(5).next_cursor).toBeNull();
  });

  it('a list returns all rows without limit and cursor', () => {
    expect(read(undefined)).toEqual({ items: ids, next_cursor: null });
  });

  it.each(['', 'x', "' OR 1=1--", Buffer.from('1').toString('base64url')])(
    'a list refuses a cursor that it did not issue: %j',
    (cursor) => {
      expect(() => toPageRequest({ cursor }, EVERYTHING)).toThrow(AppError);
    },
  );
});

describe('a short list that is read as a whole', () => {
  const names = ['google', 'microsoft', 'discord'];
  const page = (query: { limit?: number; cursor?: string }) => pageOf(query, names, (name) => name);

  it('a short list is returned as a whole without limit and cursor', () => {
    expect(page({})).toEqual({ items: names, next_cursor: null });
    expect(page({ limit: 3 })).toEqual({ items: names, next_cursor: null });
  });

  it('a short list is returned page by page, each item once', () => {
    const first = page({ limit: 2 });
    expect(first.items).toEqual(['google', 'microsoft']);
    const cursor = first.next_cursor ?? '';
    expect(page({ limit: 2, cursor })).toEqual({ items: ['discord'], next_cursor: null });
    expect(page({ cursor })).toEqual({ items: ['discord'], next_cursor: null });
  });

  it('a short list refuses a cursor that it did not issue', () => {
    expect(() => page({ cursor: 'x' })).toThrow(AppError);
  });
});

describe('a list that is read in batches', () => {
  const asked: number[] = [];
  const readBatch = (page: { after: string | null; limit: number }) => {
    asked.push(page.limit);
    const from = page.after === null ? 0 : ids.indexOf(page.after) + 1;
    return Promise.resolve(all.slice(from, from + page.limit));
  };
  beforeEach(() => asked.splice(0));

  it('a list read in batches is complete, and each statement is of bounded size', async () => {
    expect(await inBatches({ after: null, limit: 100 }, readBatch, 2)).toEqual(all);
    expect(asked).toEqual([2, 2, 2]);
  });

  it('a list read in batches begins after the requested id and ends at the requested limit', async () => {
    const page = { after: ids[0] ?? '', limit: 3 };
    expect(await inBatches(page, readBatch, 2)).toEqual(all.slice(1, 4));
    expect(asked).toEqual([2, 1]);
  });

  it('a small page takes one statement', async () => {
    await inBatches({ after: null, limit: 2 }, readBatch, 2);
    expect(asked).toEqual([2]);
  });
});
