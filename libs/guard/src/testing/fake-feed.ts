import type { ServerResponse } from 'node:http';
import type { FakeAppToken, FakeService, FakeState } from './fake-state.js';

export interface FakeFeedOptions {
  readonly state: FakeState;
  readonly issuer: string;
  readonly service: FakeService;
  readonly token: FakeAppToken;
  readonly heartbeatMs: number;
  readonly isFrozen: () => boolean;
}

const SNAPSHOT_ENTRIES = 500;

/** One open feed of the fake server. */
export class FakeFeed {
  private position: number;
  private heartbeat: NodeJS.Timeout;
  private readonly unsubscribe: () => void;

  constructor(
    private readonly response: ServerResponse,
    private readonly options: FakeFeedOptions,
    cursor: string | undefined,
  ) {
    const { state, heartbeatMs } = options;
    response.writeHead(200, {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-store, no-transform',
      'X-Accel-Buffering': 'no',
    });
    const resumed = cursor === undefined ? null : state.positionOf(cursor);
    this.position = resumed ?? state.position;
    this.greet(cursor !== undefined && resumed === null, resumed === null);
    this.send('ready', { kids: state.keys.map(({ kid }) => kid) }, state.cursorAt(this.position));
    this.unsubscribe = state.onChange(() => this.catchUp());
    this.heartbeat = setInterval(() => {
      this.send('heartbeat', {}, state.cursorAt(this.position));
    }, heartbeatMs);
    this.heartbeat.unref();
    response.on('close', () => this.stop());
  }

  get service(): FakeService {
    return this.options.service;
  }

  /** Destroys the connection, like a crash or a broken network. */
  cut(): void {
    this.stop();
    this.response.destroy();
  }

  /** Ends the stream after pending data, as a server does for a client whose access has ended. */
  end(): void {
    this.stop();
    this.response.end();
  }

  /** Sends the changes since the last position, unless the feed is frozen. */
  catchUp(): void {
    if (this.options.isFrozen()) return;
    const { state, service } = this.options;
    for (const { sequence, event, data, forService } of state.changesAfter(this.position)) {
      this.position = sequence;
      if (forService !== null && forService !== service.id) continue;
      this.send(event, data, state.cursorAt(sequence));
    }
  }

  private greet(isReset: boolean, isFresh: boolean): void {
    const { state, issuer, service, token, heartbeatMs } = this.options;
    const exp = token.expiresAtMs === null ? null : Math.floor(token.expiresAtMs / 1000);
    this.send('hello', {
      protocol: 1,
      issuer,
      service: { id: service.id, name: service.name },
      heartbeat_ms: heartbeatMs,
      app_token: { id: token.id, exp },
    });
    if (isReset) this.send('reset', { reason: 'The cursor is not known here' });
    if (isFresh) this.sendSnapshot(state);
    else this.catchUp();
  }

  private sendSnapshot(state: FakeState): void {
    const now = state.nowSeconds;
    const sessions = [...state.sessions]
      .filter(([, { endedExp }]) => endedExp !== null && endedExp > now)
      .map(([sid, { userId, endedExp }]) => ({ sid, user_id: userId, exp: endedExp }));
    const users = [...state.users]
      .filter(([, user]) => !user.isActive && user.inactiveExp > now)
      .map(([id, user]) => ({ user_id: id, exp: user.inactiveExp }));
    const rounds = Math.ceil(Math.max(sessions.length, users.length) / SNAPSHOT_ENTRIES);
    for (let round = 0; round < rounds; round += 1) {
      const part = <T>(all: T[]) =>
        all.slice(round * SNAPSHOT_ENTRIES, (round + 1) * SNAPSHOT_ENTRIES);
      this.send('snapshot', { sessions: part(sessions), users: part(users) });
    }
  }

  private send(event: string, data: object, id?: string): void {
    if (this.options.isFrozen()) return;
    const lines = [`event: ${event}`, ...(id === undefined ? [] : [`id: ${id}`])];
    this.response.write(`${lines.join('\n')}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  private stop(): void {
    clearInterval(this.heartbeat);
    this.unsubscribe?.();
  }
}
