import bcrypt from 'bcrypt';
import pg from 'pg';
import { newId, normaliseEmail, randomToken, sha256 } from '#libs/kernel';
import type { Answer, HttpClient, ReceivedMail, SmtpSink } from '#libs/testing';

/** For suites that sign in often and do not test the limits. */
export const UNLIMITED = { RATE_LIMIT_ENABLED: 'false' } as const;

export const PASSWORD = 'velvet tram at midnight';
export const OTHER_PASSWORD = 'seven herons over the weir';

export interface Account {
  readonly id: string;
  readonly email: string;
  readonly password: string;
}

/** The credentials of an account. */
export type Credentials = Pick<Account, 'email' | 'password'> & Partial<Account>;

export interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly token_type: string;
  readonly expires_in: number;
}

export interface SignedIn extends Tokens {
  readonly success: boolean;
  readonly user: Record<string, unknown>;
}

export interface AccountOptions {
  readonly email?: string;
  readonly isVerified?: boolean;
  readonly isActive?: boolean;
  /** `null`: an account that signs in by a provider. */
  readonly password?: string | null;
}

let counter = 0;

/** An address that is unique in this process. */
export const anEmail = (name = 'anna'): string => {
  counter += 1;
  return `${name}-${process.pid}-${counter}@example.test`;
};

/** Creates accounts and reads their rows in the database of a server, without its API. */
export class Accounts {
  private readonly db: pg.Pool;

  constructor(databaseUrl: string) {
    this.db = new pg.Pool({ connectionString: databaseUrl, max: 4 });
    this.db.on('error', () => undefined);
  }

  async rows<T extends object>(sql: string, parameters: unknown[] = []): Promise<T[]> {
    return (await this.db.query<T>(sql, parameters)).rows;
  }

  async row<T extends object>(sql: string, parameters: unknown[] = []): Promise<T | undefined> {
    return (await this.rows<T>(sql, parameters))[0];
  }

  /** Creates an account, verified and active by default. Its hash has a low cost, so that it is quick to make. */
  async create(options: AccountOptions = {}): Promise<Account> {
    const { email = anEmail(), isVerified = true, isActive = true, password = PASSWORD } = options;
    const hash = password === null ? null : await bcrypt.hash(password, 4);
    const id = newId();
    await this.db.query(
      `INSERT INTO users (id, email, email_canonical, password, is_active, is_email_verified)
       VALUES ($1, $2, $6, $3, $4, $5)`,
      [id, email, hash, isActive, isVerified, normaliseEmail(email)?.canonical],
    );
    return { id, email, password: password ?? '' };
  }

  /** Gives the account a role of `auth_service`. */
  async grant(account: Account, role: string): Promise<void> {
    await this.db.query(
      `INSERT INTO user_service_roles (id, user_id, service_id, role_id)
       SELECT $1, $2, s.id, r.id FROM services s JOIN roles r ON r.service_id = s.id
        WHERE s.name = 'auth_service' AND r.name = $3`,
      [newId(), account.id, role],
    );
  }

  /** Stores a one-time token, as the mailed link would contain it. */
  async mailedToken(account: Account, purpose: 'verify_email' | 'reset_password'): Promise<string> {
    const token = randomToken();
    await this.db.query(
      `INSERT INTO one_time_tokens
         (id, user_id, purpose, token_hash, email_canonical, expires_at, created_at)
       SELECT $1, id, $3, $4, email_canonical, now() + interval '1 hour', now()
         FROM users WHERE id = $2`,
      [newId(), account.id, purpose, sha256(token)],
    );
    return token;
  }

  async liveSessions(account: Account): Promise<number> {
    const found = await this.row<{ count: number }>(
      `SELECT count(*)::int AS count FROM sessions
        WHERE user_id = $1 AND ended_at IS NULL AND expires_at > now()`,
      [account.id],
    );
    return found?.count ?? 0;
  }

  close(): Promise<void> {
    return this.db.end();
  }
}

/** @throws Error when the answer is not 200 */
export async function signIn(client: HttpClient, account: Credentials): Promise<SignedIn> {
  const { email, password } = account;
  const answer = await client.post<SignedIn>('/api/auth/login', { email, password });
  if (answer.status !== 200)
    throw new Error(`${email} cannot sign in: ${answer.status} ${answer.text}`);
  return answer.body;
}

export const refresh = (client: HttpClient, token: string): Promise<Answer<Tokens & Problem>> =>
  client.post('/api/auth/refresh', { refresh_token: token });

export const me = (client: HttpClient, token: string): Promise<Answer<Problem>> =>
  client.get('/api/auth/me', { token });

/** The id of the session of a refresh token. */
export function sessionIdOf(token: string): string {
  const hex = Buffer.from(token.split('.')[0] ?? '', 'base64url').toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** The body of a refused request. */
export interface Problem {
  readonly success: boolean;
  readonly message: string;
  readonly code: string;
  readonly errors?: readonly { readonly field: string; readonly code: string }[];
}

/** The token in the link of a mail. */
export function tokenIn(mail: Pick<ReceivedMail, 'text'>): string {
  const token = /[?&]token=([\w-]{43})/.exec(mail.text ?? '')?.[1];
  if (!token) throw new Error(`No token in the mail: ${mail.text}`);
  return token;
}

/** Waits for the nth mail to the address whose subject matches. */
export function mailTo(
  sink: SmtpSink,
  email: string,
  subject: RegExp,
  nth = 1,
): Promise<ReceivedMail> {
  const found = () =>
    sink.mails.filter(
      (mail) => mail.recipients.includes(email) && subject.test(mail.subject ?? ''),
    );
  return sink.waitFor(() => found().length >= nth).then(() => found()[nth - 1] as ReceivedMail);
}

/** The answer without the parts that differ between two equal requests. */
export function comparable(answer: Answer<object>): unknown {
  const { date: _date, 'x-request-id': _id, ...rest } = answer.headers;
  // A client without a device gets a new one each time.
  const given = Object.keys(rest).filter(
    (name) => name === 'set-cookie' || name === 'x-device-token',
  );
  const headers = { ...rest, ...Object.fromEntries(given.map((name) => [name, 'given'])) };
  const volatile = new Set(['request_id', 'instance', 'user_id']);
  const entries = Object.entries(answer.body).filter(([name]) => !volatile.has(name));
  return { status: answer.status, headers, body: Object.fromEntries(entries) };
}
