import { FeedStream, HEARTBEAT_MS, STALL_MS, type FeedSource } from './feed-stream.js';

const MANY = 2000;

const part = (index: number) => ({
  event: 'snapshot',
  data: { sessions: Array.from({ length: 100 }, () => ({ sid: `session ${index}` })), users: [] },
});

function aSource(parts = MANY) {
  const looks = jest.fn(() => Promise.resolve({ isGood: true, expiresInMs: null }));
  const source: FeedSource = {
    feed: {
      onWake: () => () => undefined,
      latestCursor: () => Promise.resolve('c'),
      readAfter: () => Promise.resolve({ changes: [], cursor: 'c', isGap: false }),
    },
    issuer: 'https://auth.test',
    service: { id: 's', name: 'orders' },
    tokenId: 't',
    context: () => Promise.resolve({ accessTtlSeconds: 1, kids: ['k'] }),
    snapshot: () => Promise.resolve(Array.from({ length: parts }, (_, index) => part(index))),
    lookAtToken: looks,
  };
  return { source, looks };
}

describe('a stream of the feed', () => {
  it('a feed stream sends a large snapshot completely, and holds little of it in memory', async () => {
    const { source } = aSource();
    const stream = new FeedStream(source);
    const out = stream.open(undefined);
    const parts: string[] = [];
    let most = 0;
    for await (const bytes of out) {
      most = Math.max(most, out.readableLength);
      parts.push(String(bytes));
      if (parts.at(-1)?.includes('event: ready')) stream.end();
    }
    const text = parts.join('');
    expect(text.match(/^event: snapshot$/gm)).toHaveLength(MANY);
    expect(text.length).toBeGreaterThan(1_048_576);
    expect(most).toBeLessThan(100_000);
  });

  it('a feed stream ends when its reader stops reading', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
    const { source } = aSource();
    const out = new FeedStream(source).open(undefined);
    for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate);
    expect(out.destroyed).toBe(false);
    const ended = new Promise((resolve) => out.once('close', resolve));
    for (let ms = 0; ms < STALL_MS; ms += HEARTBEAT_MS) {
      await jest.advanceTimersByTimeAsync(HEARTBEAT_MS);
    }
    jest.useRealTimers();
    await ended;
  });

  it('a feed stream that was ended frees its place although its reader does not read the rest', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
    const { source } = aSource(1);
    const stream = new FeedStream(source);
    const out = stream.open(undefined);
    const closed = jest.fn();
    out.once('close', closed);
    for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate);
    stream.end();
    await jest.advanceTimersByTimeAsync(STALL_MS);
    for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate);
    jest.useRealTimers();
    expect(closed).toHaveBeenCalledTimes(1);
  });

  it('a feed stream checks its token once at the beginning, and not at each heartbeat', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
    const { source, looks } = aSource(1);
    const stream = new FeedStream(source);
    stream.open(undefined).resume();
    for (let beat = 0; beat < 20; beat += 1) await jest.advanceTimersByTimeAsync(HEARTBEAT_MS);
    stream.end();
    jest.useRealTimers();
    expect(looks).toHaveBeenCalledTimes(1);
  });
});
