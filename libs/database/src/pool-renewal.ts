import type { EventEmitter } from 'node:events';
import { hasServerLeft } from './database-errors.js';
import type { Departure, PooledClient } from './pooled-client.js';

/** A read-only server refuses each write: the pools are not renewed for every one. */
const AT_MOST_EVERY_MS = 1_000;

/** The part of pg's pool that is used. */
export type RenewablePool = Pick<EventEmitter, 'on'>;

/**
 * Empties the pools of one database when a connection shows that the server is gone, was demoted, or does not answer:
 * the other connections lead to the same server, and each would fail another request. Idle connections are closed at
 * once, busy ones when they are returned; new ones go to the current target of the address.
 */
export class PoolRenewal {
  /** Connections that are being opened. */
  private readonly beginning = new Set<PooledClient>();
  private readonly members = new Set<PooledClient>();
  private readonly idle = new Set<PooledClient>();
  private readonly outdated = new WeakSet<PooledClient>();
  private renewedAtMs = -Infinity;
  private silentAtMs: number | null = null;
  private isOver = false;

  /**
   * Called for each connection before it is opened.
   * @throws Error if the database has been left
   */
  begin(client: PooledClient): void {
    if (this.isOver) throw new Error('The database has been left');
    this.beginning.add(client);
    client.once('end', () => this.beginning.delete(client));
  }

  /** Closes every connection and prevents new ones: every pending operation on the database fails at once. */
  leave(): void {
    this.isOver = true;
    for (const client of [...this.beginning, ...this.members]) client.abandon();
  }

  /**
   * Called for each new connection before it is lent.
   * @throws Error with state 25006 if the server is a standby: its data may be old, and it accepts no writes
   */
  join(client: PooledClient): void {
    this.beginning.delete(client);
    if (client.isStandby) throw isStandby();
    this.members.add(client);
    client.onDeparture = (departure) => this.handleDeparture(client, departure);
    this.answersAgain();
  }

  watch(pool: RenewablePool): void {
    pool.on('acquire', (client: PooledClient) => this.idle.delete(client));
    // Called before the pool decides whether to keep the client.
    pool.on('release', (error: unknown, client: PooledClient) => {
      if (this.outdated.has(client)) client.retire();
      else if (!error) this.idle.add(client);
    });
    pool.on('remove', (client: PooledClient) => {
      this.members.delete(client);
      this.idle.delete(client);
    });
    // Errors of idle connections.
    pool.on('error', (error: unknown) => {
      if (hasServerLeft(error)) this.renew();
    });
  }

  private handleDeparture(client: PooledClient, departure: Departure): void {
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

  /**
   * Statements from before the silence are not answered any more, and requests that wait for them would hold their
   * connections.
   */
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
