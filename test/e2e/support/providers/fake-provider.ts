import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  exportJWK,
  exportPKCS8,
  generateKeyPair,
  importJWK,
  jwtVerify,
  SignJWT,
  UnsecuredJWT,
  type JWTPayload,
} from 'jose';

type Keys = Awaited<ReturnType<typeof generateKeyPair>>;

/** Answers a path instead of the provider; `true` when it did. */
export type Mischief = (
  request: IncomingMessage,
  response: ServerResponse,
) => boolean | Promise<boolean>;

interface Grant {
  readonly nonce: string | null;
  readonly challenge: string | null;
  readonly redirectUri: string;
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');

/** A page with a form that submits itself, the answer of providers with `response_mode=form_post`. */
const formPost = (action: string, fields: Record<string, string>) => {
  const inputs = Object.entries(fields).map(
    ([name, value]) => `<input type="hidden" name="${name}" value="${escaped(value)}">`,
  );
  const form = `<form method="post" action="${escaped(action)}">${inputs.join('')}</form>`;
  return `<!doctype html>${form}<script>document.forms[0].submit()</script>`;
};

const json = (response: ServerResponse, body: unknown, status = 200) => {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
};

/**
 * A fake of each provider on loopback. By default it is correct: it requires S256, the client secret, and one use of
 * each code. Tests configure its faults.
 */
export class FakeProvider {
  static readonly CLIENT = { id: 'gatehouse-client', secret: 'gatehouse-client-secret' };

  /** Further claims of the ID token, which userinfo has, too. */
  person: Record<string, unknown> = {};
  /** The answers of profile endpoints, by path. */
  profiles: Record<string, unknown> = {};
  /** Changes the claims of the ID token before it is signed. */
  claims: (claims: JWTPayload) => JWTPayload = (claims) => claims;
  /** Changes the answer of the token endpoint. */
  tokens: (tokens: Record<string, unknown>) => Record<string, unknown> = (tokens) => tokens;
  /** Replaces the ID token. */
  signature: 'own' | 'other' | 'none' = 'own';
  /** The issuer in its metadata; for Microsoft it is `microsoftIssuer`. */
  issuer = '';
  mischief: Mischief | null = null;
  /** Some providers issue a refresh token at the first consent only. */
  withRefreshToken = true;
  /** Form fields besides the code: Apple's `user`, at the first consent only. */
  formFields: Record<string, string> = {};
  readonly hits = new Map<string, number>();
  /** The bodies of token requests. */
  readonly tokenRequests: URLSearchParams[] = [];
  readonly authorizations: URLSearchParams[] = [];
  /** The public key that must verify Apple's client secret. */
  appleKey: Keys | null = null;

  private readonly grants = new Map<string, Grant>();

  private constructor(
    private readonly server: Server,
    private readonly keys: Keys,
    private readonly otherKeys: Keys,
  ) {
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      this.serve(request, response).catch((error: unknown) => {
        response.destroy(error as Error);
      });
    });
  }

  static async start(port = 0): Promise<FakeProvider> {
    const server = createServer();
    const [keys, others] = [await generateKeyPair('RS256'), await generateKeyPair('RS256')];
    const provider = new FakeProvider(server, keys, others);
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    provider.reset();
    return provider;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** The issuer of a tenant; for all tenants it is a template. */
  microsoftIssuer(tenant = '{tenantid}'): string {
    return `${this.url}/${tenant}/v2.0`;
  }

  get discoveryUrl(): string {
    return `${this.url}/.well-known/openid-configuration`;
  }

  /** As faithful as at first. */
  reset(): void {
    this.person = { sub: 'subject-1', email: 'anna@example.test', email_verified: true };
    this.profiles = {};
    this.claims = (claims) => claims;
    this.tokens = (tokens) => tokens;
    this.signature = 'own';
    this.issuer = this.url;
    this.mischief = null;
    this.withRefreshToken = true;
    this.formFields = {};
    this.hits.clear();
    this.tokenRequests.length = 0;
    this.authorizations.length = 0;
  }

  hitsOf(path: string): number {
    return this.hits.get(path) ?? 0;
  }

  /** The environment with which a server uses it as each of the real providers. */
  async env(): Promise<Record<string, string>> {
    const { id, secret } = FakeProvider.CLIENT;
    this.appleKey ??= await generateKeyPair('ES256', { extractable: true });
    return {
      GOOGLE_CLIENT_ID: id,
      GOOGLE_CLIENT_SECRET: secret,
      GOOGLE_DISCOVERY_URL: this.discoveryUrl,
      MICROSOFT_CLIENT_ID: id,
      MICROSOFT_CLIENT_SECRET: secret,
      MICROSOFT_DISCOVERY_URL: `${this.url}/microsoft/openid-configuration`,
      DISCORD_CLIENT_ID: id,
      DISCORD_CLIENT_SECRET: secret,
      DISCORD_AUTHORIZATION_BASE_URL: `${this.url}/authorize`,
      DISCORD_TOKEN_URL: `${this.url}/token`,
      DISCORD_USER_URL: `${this.url}/discord/users/@me`,
      GITHUB_CLIENT_ID: id,
      GITHUB_CLIENT_SECRET: secret,
      GITHUB_AUTHORIZATION_BASE_URL: `${this.url}/authorize`,
      GITHUB_TOKEN_URL: `${this.url}/token`,
      GITHUB_USER_URL: `${this.url}/github/user`,
      GITHUB_EMAILS_URL: `${this.url}/github/user/emails`,
      FACEBOOK_CLIENT_ID: id,
      FACEBOOK_CLIENT_SECRET: secret,
      FACEBOOK_AUTHORIZATION_BASE_URL: `${this.url}/authorize`,
      FACEBOOK_TOKEN_URL: `${this.url}/token`,
      FACEBOOK_USER_URL: `${this.url}/facebook/me`,
      APPLE_CLIENT_ID: id,
      APPLE_TEAM_ID: 'TEAM123456',
      APPLE_KEY_ID: 'KEY1234567',
      APPLE_PRIVATE_KEY: (await exportPKCS8(this.appleKey.privateKey)).replaceAll('\n', '\\n'),
      APPLE_DISCOVERY_URL: `${this.url}/apple/openid-configuration`,
      OIDC_ACME_ISSUER: this.url,
      OIDC_ACME_CLIENT_ID: id,
      OIDC_ACME_CLIENT_SECRET: secret,
      OIDC_ACME_EMAIL_DOMAINS: 'example.test',
    };
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    this.hits.set(url.pathname, this.hitsOf(url.pathname) + 1);
    if (await this.mischief?.(request, response)) return;
    const { pathname } = url;
    if (pathname.endsWith('openid-configuration')) {
      return json(response, this.description(pathname));
    }
    if (pathname === '/jwks') return json(response, await this.jwks());
    if (pathname === '/authorize') return this.authorize(url.searchParams, response);
    if (pathname === '/token') return this.token(request, response);
    this.profile(pathname, request.headers.authorization ?? '', response);
  }

  private profile(path: string, authorization: string, response: ServerResponse): void {
    if (!authorization.startsWith('Bearer at-')) {
      return json(response, { error: 'invalid_token' }, 401);
    }
    json(response, path === '/userinfo' ? this.person : (this.profiles[path] ?? {}));
  }

  private description(path: string) {
    const [, tenant] = /^\/microsoft\/(?:(.+)\/)?openid-configuration$/.exec(path) ?? [];
    return {
      issuer: path.startsWith('/microsoft/') ? this.microsoftIssuer(tenant) : this.issuer,
      authorization_endpoint: `${this.url}/authorize`,
      token_endpoint: `${this.url}/token`,
      userinfo_endpoint: `${this.url}/userinfo`,
      jwks_uri: `${this.url}/jwks`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      token_endpoint_auth_methods_supported: ['client_secret_post'],
      code_challenge_methods_supported: ['S256'],
    };
  }

  private async jwks() {
    return { keys: [{ ...(await exportJWK(this.keys.publicKey)), kid: 'k1', alg: 'RS256' }] };
  }

  /** The user has a session there and consents. */
  private authorize(parameters: URLSearchParams, response: ServerResponse): void {
    this.authorizations.push(parameters);
    const redirectUri = parameters.get('redirect_uri') ?? '';
    const code = `code-${randomBytes(16).toString('hex')}`;
    this.grants.set(code, {
      nonce: parameters.get('nonce'),
      challenge: parameters.get('code_challenge'),
      redirectUri,
    });
    const back = new URL(redirectUri);
    const answer = { code, state: parameters.get('state') ?? '' };
    if (parameters.get('response_mode') === 'form_post') {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end(formPost(back.href, { ...answer, ...this.formFields }));
      return;
    }
    for (const [name, value] of Object.entries(answer)) back.searchParams.set(name, value);
    response.writeHead(302, { location: back.href });
    response.end();
  }

  private async token(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = new URLSearchParams(Buffer.concat(chunks).toString());
    this.tokenRequests.push(body);
    if (!(await this.isClient(body))) return json(response, { error: 'invalid_client' }, 401);
    const code = body.get('code') ?? '';
    const grant = this.grants.get(code);
    this.grants.delete(code);
    const proven = createHash('sha256').update(body.get('code_verifier') ?? '');
    const isGood =
      grant?.challenge === proven.digest('base64url') &&
      grant.redirectUri === body.get('redirect_uri');
    if (!grant || !isGood) return json(response, { error: 'invalid_grant' }, 400);
    const tokens = {
      access_token: `at-${randomBytes(8).toString('hex')}`,
      ...(this.withRefreshToken && { refresh_token: `rt-${randomBytes(8).toString('hex')}` }),
      token_type: 'Bearer',
      expires_in: 3600,
      id_token: await this.idToken(grant),
    };
    json(response, this.tokens(tokens));
  }

  private async isClient(body: URLSearchParams): Promise<boolean> {
    const secret = body.get('client_secret') ?? '';
    const { id, secret: own } = FakeProvider.CLIENT;
    if (secret === own || !secret.includes('.') || !this.appleKey) return secret === own;
    const options = { issuer: 'TEAM123456', subject: id, audience: this.issuer };
    const key = await importJWK(await exportJWK(this.appleKey.publicKey), 'ES256');
    const { protectedHeader } = await jwtVerify(secret, key, options);
    return protectedHeader.kid === 'KEY1234567';
  }

  private async idToken({ nonce, redirectUri }: Grant): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    const isMicrosoft = redirectUri.endsWith('/microsoft/callback');
    const issuer = isMicrosoft ? this.microsoftIssuer(String(this.person['tid'])) : this.issuer;
    const standard = { iss: issuer, aud: FakeProvider.CLIENT.id, iat: now, exp: now + 300 };
    const claims = this.claims({ ...standard, ...(nonce !== null && { nonce }), ...this.person });
    if (this.signature === 'none') return new UnsecuredJWT(claims).encode();
    const { privateKey } = this.signature === 'own' ? this.keys : this.otherKeys;
    return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'k1' }).sign(privateKey);
  }
}
