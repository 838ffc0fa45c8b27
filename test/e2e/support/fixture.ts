import { Accounts, anEmail, PASSWORD, signIn, type Credentials } from '../../support/accounts.js';
import { proofHeaders } from '../../support/fresh-proof.js';
import { withTwoFactors } from '../../support/two-factor-session.js';
import { startTestApp, type Answer, type TestApp, type TestAppOptions } from '#libs/testing';

export const ADMIN = { email: 'admin@example.org', password: 'correct horse battery staple' };

/** An account with the tokens of its sign-in. */
export interface SignedInUser {
  readonly id: string;
  readonly email: string;
  readonly token: string;
  readonly refreshToken: string;
}

/** A running server, its first administrator signed in, and calls in the administrator’s name. */
export class Fixture {
  readonly accounts: Accounts;
  private count = 0;

  private constructor(
    readonly app: TestApp,
    readonly admin: SignedInUser,
    readonly authServiceId: string,
  ) {
    this.accounts = new Accounts(app.databaseUrl);
  }

  static async open(options: TestAppOptions = {}): Promise<Fixture> {
    const env = { ADMIN_EMAIL: ADMIN.email, ADMIN_PASSWORD: ADMIN.password, ...options.env };
    const app = await startTestApp({ ...options, env });
    const admin = await signInUser(app, ADMIN);
    const { body } = await app.get<{ services: { id: string; name: string }[] }>(
      '/api/roles/services',
      {
        token: admin.token,
      },
    );
    const auth = body.services.find(({ name }) => name === 'auth_service');
    return new Fixture(app, admin, auth?.id ?? '');
  }

  async close(): Promise<void> {
    await this.accounts.close();
    await this.app.close();
  }

  /** A verified, signed-in user without any role. */
  async person(): Promise<SignedInUser> {
    this.count += 1;
    const email = `person-${this.count}@example.org`;
    return signInUser(this.app, await this.accounts.create({ email }));
  }

  /** Registers an account over the API, verifies it and signs it in. */
  async registered(): Promise<SignedInUser> {
    const credentials = { email: anEmail('registered'), password: PASSWORD };
    const { body } = await this.app.post<{ user_id: string }>('/api/auth/register', credentials);
    await this.asAdmin('PATCH', `/api/users/${body.user_id}`, { is_email_verified: true });
    return signInUser(this.app, credentials);
  }

  signIn(email: string, password = PASSWORD): Promise<SignedInUser> {
    return signInUser(this.app, { email, password });
  }

  /** An access token of the session of a refresh token, whose user has confirmed a second factor. */
  async stepUp({ refreshToken }: Pick<SignedInUser, 'refreshToken'>): Promise<string> {
    return (await withTwoFactors(this.app, this.accounts, refreshToken)).access_token;
  }

  asAdmin<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<Answer<T>> {
    return this.as<T>(this.admin, method, path, body);
  }

  /** Calls as the given user, with a fresh proof where the route may require one. */
  async as<T = Record<string, unknown>>(
    who: { readonly token: string },
    method: string,
    path: string,
    body?: unknown,
  ): Promise<Answer<T>> {
    const prover = { token: who.token, password: this.passwordOf(who) };
    return this.app.call<T>(method, path, {
      token: who.token,
      headers: await proofHeaders(this.app, prover, method, path),
      ...(body !== undefined && { body }),
    });
  }

  private passwordOf({ token }: { readonly token: string }): string {
    return token === this.admin.token ? ADMIN.password : PASSWORD;
  }

  /** A new service's id. */
  async service(name = `service ${(this.count += 1)}`): Promise<string> {
    const { body } = await this.asAdmin<{ service_id: string }>('POST', '/api/roles/services', {
      name,
    });
    return body.service_id;
  }

  /** The id of a role by its name. */
  async role(serviceId: string, name: string): Promise<string> {
    const { body } = await this.asAdmin<{ roles: { id: string; name: string }[] }>(
      'GET',
      `/api/roles/service/${serviceId}`,
    );
    const role = body.roles.find((candidate) => candidate.name === name);
    if (!role) throw new Error(`No role ${name}`);
    return role.id;
  }

  async assign(user: { readonly id: string }, serviceId: string, roleName: string): Promise<void> {
    const roleId = await this.role(serviceId, roleName);
    const path = `/api/roles/user/${user.id}/service/${serviceId}/role/${roleId}`;
    const { status } = await this.asAdmin('POST', path);
    if (status !== 201) throw new Error(`The role was not assigned: ${status}`);
  }

  /** Grants these scopes at the other service to the tokens of the caller service. */
  async grantCaller(
    serviceId: string,
    callerId: string,
    scopes: readonly string[] = [],
  ): Promise<void> {
    const path = `/api/roles/service/${serviceId}/callers/${callerId}`;
    const { status, text } = await this.asAdmin('PUT', path, { scopes });
    if (status !== 200) throw new Error(`The caller was not granted: ${status} ${text}`);
  }

  /** An application token of a service, in clear text. */
  async appToken(
    serviceId: string,
    fields: Record<string, unknown> = {},
  ): Promise<{ id: string; token: string }> {
    const body = { service_id: serviceId, name: `token ${(this.count += 1)}`, ...fields };
    const answer = await this.asAdmin<{ token_data: { id: string; token: string } }>(
      'POST',
      '/api/tokens',
      body,
    );
    return answer.body.token_data;
  }
}

async function signInUser(app: TestApp, account: Credentials): Promise<SignedInUser> {
  const { access_token, refresh_token, user } = await signIn(app, account);
  return {
    id: String(user['id']),
    email: account.email,
    token: access_token,
    refreshToken: refresh_token,
  };
}
