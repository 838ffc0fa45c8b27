import { Logger } from '@nestjs/common';
import type { ChangeFeed, ChangeKind, ChangePage } from '#api/platform/changes';
import { KeyChangeListener } from './key-change-listener.service.js';

/** A log of kinds; a cursor is the number of those before it. */
class FakeFeed {
  readonly log: ChangeKind[] = [];
  hasGap = false;
  isAway = false;
  private listener: () => void = () => undefined;

  onWake(listener: () => void): () => void {
    this.listener = listener;
    return () => (this.listener = () => undefined);
  }

  latestCursor = () => Promise.resolve(String(this.log.length));

  readAfter(cursor: string, limit: number): Promise<ChangePage> {
    if (this.isAway) return Promise.reject(new Error('away'));
    const end = String(this.log.length);
    if (this.hasGap) return Promise.resolve({ changes: [], cursor: end, isGap: true });
    const kinds = this.log.slice(Number(cursor), Number(cursor) + limit);
    const last = Number(cursor) + kinds.length;
    const changes = kinds.map((kind) => ({ kind, cursor: '', at: new Date(0) }));
    return Promise.resolve({ changes, cursor: String(last), isGap: false });
  }

  async append(...kinds: ChangeKind[]): Promise<void> {
    this.log.push(...kinds);
    this.listener();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

Logger.overrideLogger(false);

describe('the listener for changed signing keys', () => {
  const start = async () => {
    const feed = new FakeFeed();
    const watch = new KeyChangeListener(feed as unknown as ChangeFeed);
    let calls = 0;
    const listener = { isFailing: false };
    watch.start(() => {
      if (listener.isFailing) return Promise.reject(new Error('The keys cannot be read'));
      calls += 1;
      return Promise.resolve();
    });
    await feed.append('session_ended');
    const take = () => {
      const taken = calls;
      calls = 0;
      return taken;
    };
    return { feed, watch, listener, take };
  };

  it('the key change listener calls once at start, for earlier changes', async () => {
    expect((await start()).take()).toBe(1);
  });

  it('the key change listener calls for changes of keys alone', async () => {
    const { feed, take } = await start();
    take();
    await feed.append('session_ended', 'user_changed');
    expect(take()).toBe(0);
    await feed.append('session_ended', 'keys_changed', 'token_changed');
    expect(take()).toBe(1);
    await feed.append('session_ended');
    expect(take()).toBe(0);
  });

  it('the key change listener finds a change of keys after many other changes', async () => {
    const { feed, take } = await start();
    take();
    await feed.append(...Array<ChangeKind>(1700).fill('session_ended'), 'keys_changed');
    expect(take()).toBe(1);
  });

  it('the key change listener calls when changes may have been missed', async () => {
    const { feed, take } = await start();
    take();
    feed.hasGap = true;
    await feed.append('session_ended');
    expect(take()).toBe(1);
  });

  it('the key change listener continues after a failure where it was', async () => {
    const { feed, take } = await start();
    take();
    feed.isAway = true;
    await feed.append('keys_changed');
    expect(take()).toBe(0);
    feed.isAway = false;
    await feed.append('session_ended');
    expect(take()).toBe(1);
  });

  it('the key change listener calls again at the next wake-up after its call has failed', async () => {
    const { feed, listener, take } = await start();
    take();
    listener.isFailing = true;
    await feed.append('keys_changed');
    listener.isFailing = false;
    await feed.append('session_ended');
    expect(take()).toBe(1);
    await feed.append('session_ended');
    expect(take()).toBe(0);
  });

  it('a stopped key change listener does not call', async () => {
    const { feed, watch, take } = await start();
    take();
    await watch.stop();
    await feed.append('keys_changed');
    expect(take()).toBe(0);
  });
});
