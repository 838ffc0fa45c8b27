import type { Clock } from '#libs/kernel';
import { startSmtpSink, startTestApp, type SmtpSink, type TestApp } from '#libs/testing';
import { Accounts } from '../../../support/accounts.js';
import { FakeProvider } from './fake-provider.js';
import { Visitor } from './visitor.js';

export const REDIRECT_URI = 'https://app.example.test/signed-in';
/** Redirect URIs of native applications, which other applications can also claim. */
export const NATIVE_URIS = ['com.example.app:/signed-in', 'http://127.0.0.1:5173/signed-in'];

const KEPT = [
  ...['users', 'identities', 'sessions', 'devices', 'oauth_codes', 'one_time_tokens'],
  ...['mail_outbox', 'account_mail_requests', 'user_service_roles'],
];

/** A server, and a fake provider that it uses as all providers. */
export class Setting {
  private constructor(
    readonly app: TestApp,
    readonly provider: FakeProvider,
    readonly accounts: Accounts,
    readonly sink: SmtpSink,
  ) {}

  static async open(env: Record<string, string> = {}, clock?: Clock): Promise<Setting> {
    const provider = await FakeProvider.start();
    const sink = await startSmtpSink();
    const app = await startTestApp({
      ...(clock && { clock }),
      env: {
        ...(await provider.env()),
        ...sink.env,
        APP_BASE_URL: 'http://gatehouse.test',
        OAUTH_REDIRECT_URIS: [REDIRECT_URI, ...NATIVE_URIS].join(','),
        RATE_LIMIT_ENABLED: 'false',
        ...env,
      },
    });
    return new Setting(app, provider, new Accounts(app.databaseUrl), sink);
  }

  visitor(): Visitor {
    return new Visitor(this.app);
  }

  /** Sets the user at the provider, whose domain the provider hosts unless `hd` is given. */
  person(claims: Record<string, unknown>): void {
    const hd = String(claims['email']).split('@')[1];
    this.provider.person = { ...this.provider.person, hd, ...claims };
  }

  /** The number of rows that a sign-in could leave, except in the audit trail. */
  async stored(): Promise<unknown> {
    const counts = KEPT.map((table) => `(SELECT count(*) FROM ${table})::int AS ${table}`);
    return this.accounts.row(`SELECT ${counts.join(', ')}`);
  }

  async close(): Promise<void> {
    await this.accounts.close();
    await this.app.close();
    await this.provider.close();
    await this.sink.close();
  }
}
