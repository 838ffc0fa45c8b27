import { EventEmitter } from 'node:events';
import type { PooledClient } from './pooled-client.js';
import { PoolRenewal } from './pool-renewal.js';

/** The part of a connection that the renewal uses. */
class FakeConnection extends EventEmitter {
  isStandby = false;
  askedAtMs: number | null = null;
  isRetired = false;
  isAbandoned = false;
  onDeparture: PooledClient['onDeparture'] = () => undefined;

  retire(): void {
    this.isRetired = true;
  }

  abandon(): void {
    this.isAbandoned = true;
  }

  leavePool(): void {
    this.isAbandoned = true;
  }
}

const left = Object.assign(new Error('terminating connection'), { code: '57P01' });

function makePools() {
  const renewal = new PoolRenewal();
  const pools = [new EventEmitter(), new EventEmitter()] as const;
  for (const pool of pools) renewal.watch(pool);
  const open = (pool: EventEmitter = pools[0]) => {
    const connection = new FakeConnection();
    renewal.join(connection as unknown as PooledClient);
    pool.emit('acquire', connection);
    return connection;
  };
  const idle = (pool: EventEmitter = pools[0]) => {
    const connection = open(pool);
    pool.emit('release', undefined, connection);
    return connection;
  };
  return { renewal, pools, open, idle };
}

describe('the pools of a database', () => {
  it('all pools are emptied when one connection shows that its server has left', () => {
    const { pools, open, idle } = makePools();
    const [waiting, other, busy] = [idle(), idle(pools[1]), open()];
    const witness = open();
    witness.onDeparture('left');
    expect([waiting.isAbandoned, other.isAbandoned]).toEqual([true, true]);
    // Busy connections may finish, and are not lent again.
    expect([busy.isAbandoned, busy.isRetired]).toEqual([false, false]);
    for (const each of [busy, witness]) {
      pools[0].emit('release', undefined, each);
      expect(each.isRetired).toBe(true);
    }
  });

  it('an error of an idle connection that its server has left empties all pools', () => {
    const { pools, idle } = makePools();
    const connection = idle();
    pools[1].emit('error', left);
    expect(connection.isAbandoned).toBe(true);
  });

  it('a new connection for a waiting request is not closed by a renewal', () => {
    const { renewal, pools, open } = makePools();
    const fresh = new FakeConnection();
    renewal.join(fresh as unknown as PooledClient);
    open().onDeparture('left');
    expect(fresh.isAbandoned).toBe(false);
    pools[0].emit('acquire', fresh);
    pools[0].emit('release', undefined, fresh);
    expect(fresh.isRetired).toBe(true);
  });

  it('connections opened after a renewal are kept', () => {
    const { pools, open, idle } = makePools();
    open().onDeparture('left');
    const fresh = idle();
    expect([fresh.isAbandoned, fresh.isRetired]).toEqual([false, false]);
    pools[0].emit('error', new Error('something else'));
    expect(fresh.isAbandoned).toBe(false);
  });

  it('repeated read-only errors empty the pools only once per interval, but each connection is retired', () => {
    const { pools, open, idle } = makePools();
    open().onDeparture('left');
    const [waiting, second] = [idle(), open()];
    second.onDeparture('left');
    pools[0].emit('release', undefined, second);
    expect([waiting.isAbandoned, second.isRetired]).toEqual([false, true]);
  });

  it('connections that still wait for answers from before a silence are closed when the server answers again', () => {
    const { open } = makePools();
    const [hung, done, later] = [open(), open(), open()];
    hung.askedAtMs = performance.now() - 5_000;
    open().onDeparture('silent');
    expect(hung.isAbandoned).toBe(false);
    later.askedAtMs = performance.now() + 5_000;
    open();
    expect([hung.isAbandoned, done.isAbandoned, later.isAbandoned]).toEqual([true, false, false]);
  });

  it('a connection to a standby is refused', () => {
    const { renewal } = makePools();
    const connection = new FakeConnection();
    connection.isStandby = true;
    expect(() => renewal.join(connection as unknown as PooledClient)).toThrow(
      expect.objectContaining({ code: '25006' }),
    );
  });

  it('leave closes lent, idle and opening connections and prevents new ones', () => {
    const { renewal, open, idle } = makePools();
    const beginning = new FakeConnection();
    renewal.begin(beginning as unknown as PooledClient);
    const ended = new FakeConnection();
    renewal.begin(ended as unknown as PooledClient);
    ended.emit('end');
    const connections = [open(), idle(), beginning];
    renewal.leave();
    expect(connections.map(({ isAbandoned }) => isAbandoned)).toEqual([true, true, true]);
    expect(ended.isAbandoned).toBe(false);
    expect(() => renewal.begin(new FakeConnection() as unknown as PooledClient)).toThrow('left');
  });
});
