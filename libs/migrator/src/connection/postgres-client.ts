import pg, { type ClientConfig } from 'pg';
import { AuthRules, bindsChannel, demandsProof } from './auth-rules.js';
import { describeHost, isDefaultFolder, planOf, type ConnectionPlan, type Host, type Session } from './connection-plan.js'; // prettier-ignore
import { HostsFailed } from './connection-errors.js';
import { NegotiatedConnection } from './negotiated-connection.js';
import { readPassword } from './password-file.js';
import { readConnectionString } from './read-connection-string.js';
import { assertSession, tryNextHost, tryOtherTls } from './session-rules.js';
import { tlsSettingsOf, tlsTriesOf, type TlsTry } from './tls-settings.js';

/** Members of the driver's client that its types do not declare. */
interface Inner {
  host: string;
  port: number;
  user: string;
  database: string;
  ssl: boolean;
  sslNegotiation: string;
  password: unknown;
  connection: NegotiatedConnection & { stream: { destroy(): void }; removeAllListeners(): void };
  connectionParameters: Record<string, unknown>;
  enableChannelBinding: boolean;
  connectionTimeoutHandle?: NodeJS.Timeout;
  _connectionTimeoutMillis: number;
  _connecting: boolean;
  _connected: boolean;
  _connectionError: boolean;
  _ending: boolean;
  _ended: boolean;
  _queryable: boolean;
  _queryQueue: unknown[];
}

/** Minimum share of the total timeout for each host. */
const LEAST_SHARE_MS = 1_000;

export interface PostgresClientSettings extends ClientConfig {
  /** Timeout for all hosts together; the driver's `connectionTimeoutMillis` is for each. */
  readonly totalTimeoutMs?: number;
  /** Whether the connection string may not change `application_name`, by which the connection is found. */
  readonly keepsName?: boolean;
}

/**
 * The driver's client with connection strings like libpq's: several hosts, socket folders, TLS modes, session
 * attributes, the password file. Without a connection string it behaves like the driver's own.
 */
export class PostgresClient extends pg.Client {
  private readonly plan: ConnectionPlan | null;

  /** @throws ConnectionStringError */
  constructor(private readonly settings: PostgresClientSettings = {}) {
    const { connectionString, ...rest } = settings;
    const plan =
      connectionString === undefined ? null : planOf(readConnectionString(connectionString));
    super(plan ? { ...rest, ...withoutEnvironment(plan) } : settings);
    this.plan = plan;
    if (plan) this.prepare(plan, plan.hosts[0] as Host, 'none');
    else this.onConnection();
  }

  override connect(): Promise<this & void>;
  override connect(callback: (error: Error) => void): void;
  override connect(callback?: (error: Error) => void): Promise<this & void> | void {
    if (!this.plan) return callback ? super.connect(callback) : (super.connect() as never);
    const done = this.connectToOne(this.plan);
    if (!callback) return done.then(() => this as this & void);
    done.then(
      () => process.nextTick(callback, null),
      (error: unknown) => process.nextTick(callback, error),
    );
  }

  /** Closes the connection at once, without a message to the server; `connect` fails and tries no further host. */
  giveUp(): void {
    this.driver._ending = true;
    this.driver.connection.stream.destroy();
  }

  private get driver(): Inner {
    return this as unknown as Inner;
  }

  /** Called for each new connection, before anything is received on it. */
  protected onConnection(): void {
    // For subclasses.
  }

  private async connectToOne(plan: ConnectionPlan): Promise<void> {
    const { _connecting, _connected } = this.driver;
    if (_connecting || _connected)
      throw new Error('Client has already been connected. You cannot reuse a client.');
    const deadlineMs = performance.now() + (this.settings.totalTimeoutMs ?? Infinity);
    const failures: { place: string; error: unknown }[] = [];
    const tries = plan.sessions.flatMap((session) => plan.hosts.map((host) => ({ session, host })));
    for (const [position, { session, host }] of tries.entries()) {
      try {
        return await this.connectTo(plan, host, session);
      } catch (error) {
        failures.push({ place: describeHost(host), error });
        const isLast = position === tries.length - 1 || performance.now() >= deadlineMs;
        if (isLast || this.driver._ending || !tryNextHost(error)) break;
        this.discard();
      }
    }
    this.giveUp();
    throw HostsFailed.of(failures);
  }

  /** Tries with and without TLS, depending on the mode. */
  private async connectTo(plan: ConnectionPlan, host: Host, session: Session): Promise<void> {
    let first: unknown;
    for (const [position, tls] of tlsTriesOf(plan, host).entries()) {
      if (position > 0) this.discard();
      try {
        const begunMs = performance.now();
        await this.attempt(plan, host, tls);
        return await this.inTime(begunMs, () =>
          assertSession(session, (sql) => super.query(sql) as never),
        );
      } catch (error) {
        if (position > 0) throw tls === 'none' ? first : error;
        if (!tryOtherTls(error, this.driver.connection.isEncrypted)) throw error;
        first = error;
      }
    }
    throw first;
  }

  private attempt(plan: ConnectionPlan, host: Host, tls: TlsTry): Promise<void> {
    this.prepare(plan, host, tls);
    this.driver._connectionTimeoutMillis = this.timeoutMs(plan);
    return new Promise((resolve, reject) => {
      super.connect((error: Error | null) => (error ? reject(error) : resolve()));
    });
  }

  /** The driver's timeout ends with the login, so a server that stops answering after it needs another one. */
  private async inTime<T>(begunMs: number, ask: () => Promise<T>): Promise<T> {
    const limitMs = this.driver._connectionTimeoutMillis;
    if (limitMs === 0) return ask();
    const leftMs = Math.max(1, begunMs + limitMs - performance.now());
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('timeout expired')), leftMs);
    });
    try {
      return await Promise.race([ask(), tooLate]);
    } finally {
      clearTimeout(timer);
    }
  }

  private timeoutMs({ timeoutMs, hosts, sessions }: ConnectionPlan): number {
    const { connectionTimeoutMillis = 0, totalTimeoutMs = Infinity } = this.settings;
    const own = timeoutMs || connectionTimeoutMillis;
    const share = Math.max(totalTimeoutMs / (hosts.length * sessions.length), LEAST_SHARE_MS);
    const least = Math.min(own || Infinity, share, totalTimeoutMs);
    return Number.isFinite(least) ? Math.ceil(least) : 0;
  }

  /** Prepares a new connection for each attempt, because the driver's client has only one. */
  private prepare(plan: ConnectionPlan, host: Host, tls: TlsTry): void {
    const { driver: inner } = this;
    const name = this.settings.keepsName ? undefined : plan.applicationName;
    const isDirect = plan.parameters['sslnegotiation'] === 'direct' && tls !== 'none';
    const connection = new NegotiatedConnection({
      try: tls,
      isDirect,
      settings: () => tlsSettingsOf(plan, host),
      keepAlive: plan.keepAlive,
      keepAliveDelayMs: plan.keepAliveDelayMs,
    });
    inner.connection = connection;
    inner.host = host.address;
    inner.port = host.port;
    inner.user = plan.user;
    inner.database = plan.database;
    inner.ssl = connection.asksForTls;
    inner.sslNegotiation = isDirect ? 'direct' : 'postgres';
    inner.enableChannelBinding = bindsChannel(plan.parameters, tls);
    inner.password = plan.parameters['password'] ?? (() => this.findPassword(host));
    Object.assign(inner.connectionParameters, {
      user: plan.user,
      database: plan.database,
      host: host.address,
      port: host.port,
      options: plan.parameters['options'] ?? '',
      ...(name !== undefined && { application_name: name }),
    });
    if (demandsProof(plan.parameters)) this.watchAuthentication(new AuthRules(plan.parameters));
    this.onConnection();
  }

  /** Only if needed: a message listener is called for each row of each result. */
  private watchAuthentication(rules: AuthRules): void {
    this.driver.connection.on('message', (message: AuthMessage) =>
      this.checkMethod(rules, message),
    );
  }

  /** Checks before the driver answers, because its answer may contain the password. */
  private checkMethod(rules: AuthRules, message: AuthMessage): void {
    if (!message.name.startsWith('authentication')) return;
    const { connection } = this.driver;
    try {
      rules.assert(message, connection.isEncrypted);
    } catch (error) {
      connection.removeAllListeners(message.name as never);
      connection.emit('error', error);
      connection.stream.destroy();
    }
  }

  private findPassword(host: Host): string {
    const { user, database, parameters } = this.plan as ConnectionPlan;
    const name = host.isSocket && isDefaultFolder(host.name) ? 'localhost' : host.name;
    return readPassword(parameters['passfile'], { host: name, port: host.port, database, user });
  }

  /** Resets the driver's client to its state before `connect`. */
  private discard(): void {
    const { driver: inner } = this;
    const { connection } = inner;
    clearTimeout(inner.connectionTimeoutHandle);
    connection.removeAllListeners();
    connection.on('error', () => undefined);
    connection.stream.destroy();
    Object.assign(inner, {
      _connecting: false,
      _connected: false,
      _connectionError: false,
      _ended: false,
      _queryable: true,
      _queryQueue: [],
    });
  }
}

interface AuthMessage {
  readonly name: string;
  readonly mechanisms?: readonly string[];
}

/** The driver reads environment variables for absent settings; each attempt sets what it needs. */
const withoutEnvironment = ({ hosts, user, database }: ConnectionPlan): ClientConfig => ({
  host: hosts[0]?.address ?? 'localhost',
  port: hosts[0]?.port ?? 0,
  user,
  database,
  ssl: false,
  password: () => '',
});
