import { proofHeaders } from '../../support/fresh-proof.js';
import { startTestApp, type Answer, type TestApp, type TestAppOptions } from '#libs/testing';

export const ADMIN = { email: 'admin@example.org', password: 'correct horse battery staple' };
/** Of everybody but the administrator. */
export const PASSWORD = 'a long enough password';

export interface SignedIn {
  readonly id: string;
  readonly email: string;
  readonly token: string;
  readonly refreshToken: string;
}

/** A running server with its first administrator signed in, and short words for what tests do most. */
export class Fixture {
  private count = 0;

  private constructor(
    readonly app: TestApp,
    readonly admin: SignedIn,
    readonly authServiceId: string,
  ) {}

  static async open(options: TestAppOptions = {}): Promise<Fixture> {
    const env = { ADMIN_EMAIL: ADMIN.email, ADMIN_PASSWORD: ADMIN.password, ...options.env };
    const app = await startTestApp({ ...options, env });
    const admin = await signIn(app, ADMIN.email, ADMIN.password);
    const { body } = await app.get<{ services: { id: string; name: string }[] }>(
      '/api/roles/services',
      {
        token: admin.token,
      },
    );
    const auth = body.services.find(({ name }) => name === 'auth_service');
    return new Fixture(app, admin, auth?.id ?? '');
  }

  close(): Promise<void> {
    return this.app.close();
  }

  /** A verified, signed-in user without any role. */
  async person(): Promise<SignedIn> {
    this.count += 1;
    const email = `person-${this.count}@example.org`;
    const { body } = await this.app.post<{ user_id: string }>('/api/auth/register', {
      email,
      password: PASSWORD,
    });
    await this.asAdmin('PATCH', `/api/users/${body.user_id}`, { is_email_verified: true });
    return signIn(this.app, email, PASSWORD);
  }

  signIn(email: string, password = PASSWORD): Promise<SignedIn> {
    return signIn(this.app, email, password);
  }

  asAdmin<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<Answer<T>> {
    return this.as<T>(this.admin, method, path, body);
  }

  /** By who proves themselves for it, where the call may want that. */
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

  /** Lets the tokens of one service in at another, with these of their scopes. */
  async grantCaller(
    serviceId: string,
    callerId: string,
    scopes: readonly string[] = [],
  ): Promise<void> {
    const path = `/api/roles/service/${serviceId}/callers/${callerId}`;
    const { status, text } = await this.asAdmin('PUT', path, { scopes });
    if (status !== 200) throw new Error(`The caller was not granted: ${status} ${text}`);
  }

  /** A token of a service, in clear. */
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

async function signIn(app: TestApp, email: string, password: string): Promise<SignedIn> {
  const { status, body } = await app.post<{
    access_token: string;
    refresh_token: string;
    user: { id: string };
  }>('/api/auth/login', { email, password });
  if (status !== 200) throw new Error(`${email} cannot sign in: ${status}`);
  return { id: body.user.id, email, token: body.access_token, refreshToken: body.refresh_token };
}
