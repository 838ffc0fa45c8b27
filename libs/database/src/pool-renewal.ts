import type { EventEmitter } from 'node:events';
import { hasServerLeft } from './database-errors.js';
import type { Departure, PooledClient } from './pooled-client.js';

/** A server that takes no writes answers each of them so: its connections are not made anew for every one. */
const AT_MOST_EVERY_MS = 1_000;

/** What is used of pg's pool. */
export type RenewablePool = Pick<EventEmitter, 'on'>;

/**
 * Empties the pools of one database when a connection shows that the server behind them has gone, was demoted, or
 * is silent: the others lead to the same server, and each would cost a request of its own to find out. Idle ones
 * are closed at once, busy ones when they are given back; new ones go where the address leads now.
 */
export class PoolRenewal {
  /** They have not joined yet. */
  private readonly beginning = new Set<PooledClient>();
  private readonly members = new Set<PooledClient>();
  private readonly idle = new Set<PooledClient>();
  private readonly outdated = new WeakSet<PooledClient>();
  private renewedAtMs = -Infinity;
  private silentAtMs: number | null = null;
  private isOver = false;

  /**
   * For each connection that is about to be made.
   * @throws Error when nothing is asked of the database any more
   */
  begin(client: PooledClient): void {
    if (this.isOver) throw new Error('The database has been left');
    this.beginning.add(client);
    client.once('end', () => this.beginning.delete(client));
  }

  /** Breaks every connection off and lets none be made: whatever waits for the database fails at once. */
  leave(): void {
    this.isOver = true;
    for (const client of [...this.beginning, ...this.members]) client.abandon();
  }

  /**
   * For each new connection, before it is lent.
   * @throws Error with the state 25006 when the server is a standby: what it says may be old, and it takes no writes
   */
  join(client: PooledClient): void {
    this.beginning.delete(client);
    if (client.isStandby) throw isStandby();
    this.members.add(client);
    client.onDeparture = (departure) => this.depart(client, departure);
    this.answersAgain();
  }

  watch(pool: RenewablePool): void {
    pool.on('acquire', (client: PooledClient) => this.idle.delete(client));
    // Told before the pool looks whether it keeps the client.
    pool.on('release', (error: unknown, client: PooledClient) => {
      if (this.outdated.has(client)) client.retire();
      else if (!error) this.idle.add(client);
    });
    pool.on('remove', (client: PooledClient) => {
      this.members.delete(client);
      this.idle.delete(client);
    });
    // Of an idle connection.
    pool.on('error', (error: unknown) => {
      if (hasServerLeft(error)) this.renew();
    });
  }

  private depart(client: PooledClient, departure: Departure): void {
    this.outdated.add(client);
    if (departure === 'silent') this.silentAtMs = performance.now();
    this.renew();
  }

  private renew(): void {
    const now = performance.now();
    if (now - this.renewedAtMs < AT_MOST_EVERY_MS) return;
    this.renewedAtMs = now;
    for (const client of this.members) this.outdated.add(client);
    for (const client of this.idle) client.leavePool();
    this.idle.clear();
  }

  /** What was asked before the silence is not answered any more; a request that waits for it keeps a place of the pool. */
  private answersAgain(): void {
    const { silentAtMs } = this;
    if (silentAtMs === null) return;
    this.silentAtMs = null;
    for (const client of this.members) {
      if (client.askedAtMs !== null && client.askedAtMs < silentAtMs) client.abandon();
    }
  }
}

function isStandby(): Error {
  return Object.assign(new Error('The database is a standby'), { code: '25006' });
}
