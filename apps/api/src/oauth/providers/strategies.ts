import { PassportStrategy } from '@nestjs/passport';
import { Strategy as OAuth2 } from 'passport-oauth2';
import { equalsConstantTime } from '#libs/kernel';
import type { ProviderFetch } from '../calls/provider-calls.service.js';
import type { FlowRequest, ProviderAnswer } from './provider-answer.js';

/** Registers strategies: one for each server, so that several can run in one process. */
export interface Authenticator {
  use(name: string, strategy: unknown): unknown;
}

/** The answer of a provider's token endpoint. */
export interface Granted {
  readonly accessToken: string;
  readonly tokens: Readonly<Record<string, unknown>>;
  readonly request: FlowRequest;
  /** For further calls of this request. */
  readonly fetch: ProviderFetch;
}

export interface OAuth2Options {
  readonly name: string;
  /** The issuers that its `iss` may name, where it sends one. */
  readonly issuers?: readonly string[];
  /** Whether each authorization response must have `iss`. */
  readonly namesItself?: boolean;
  readonly authorizationURL: string;
  readonly tokenURL: string;
  readonly clientID: string;
  /** A function where each call needs a new secret. */
  readonly clientSecret: string | (() => Promise<string>);
  readonly callbackURL: string;
  readonly scope: readonly string[];
  readonly fetch: ProviderFetch;
  /** Besides the standard ones. */
  readonly parameters?: (request: FlowRequest) => Record<string, string>;
  readonly identify: (granted: Granted) => Promise<ProviderAnswer>;
}

type Base = new (...parameters: never[]) => object;
type Done = (error: unknown, ...results: unknown[]) => void;

type WireRequest = [
  method: string,
  url: string,
  headers: Record<string, string>,
  body: string,
  accessToken: string | null,
  done: Done,
];

/** node-oauth's client with another request function: its own has neither a time limit nor a size limit. */
interface Wire {
  _oauth2: {
    _clientSecret: string;
    _request: (...request: WireRequest) => void;
  };
}

const isSame = (a: string, b: string) => equalsConstantTime(Buffer.from(a), Buffer.from(b));

/** Stores state and verifier in the flow instead of a server session. */
class FlowStore {
  store(request: FlowRequest, verifier: string, _state: unknown, _meta: unknown, done: Done) {
    request.session['verifier'] = verifier;
    done(null, request.flow.state);
  }

  verify(request: FlowRequest, state: unknown, _meta: unknown, done: Done) {
    const { verifier } = request.session;
    const isOurs = typeof state === 'string' && isSame(state, request.flow.state);
    done(null, isOurs && typeof verifier === 'string' ? verifier : false, undefined);
  }
}

/** RFC 9207 section 2.4: a response of another provider than the requested one (mix-up). */
function isOfAnother({ query }: FlowRequest, { issuers, namesItself }: OAuth2Options): boolean {
  if (query['code'] === undefined || issuers === undefined) return false;
  const { iss } = query;
  return iss === undefined ? namesItself === true : !issuers.includes(iss);
}

/** `(request, accessToken, refreshToken, parameters, profile, done)` */
const VERIFY_ARITY = 6;

/** `fetch` within the time limit of a request. */
const within =
  ({ deadline }: FlowRequest, fetch: ProviderFetch): ProviderFetch =>
  (url, options) =>
    fetch(url, { ...options, deadline });

/** A strategy of the passport-oauth2 family, with PKCE, our state and bounded calls; registers itself. */
export function useOAuth2Strategy(
  authenticator: Authenticator,
  options: OAuth2Options,
  base: Base = OAuth2,
): void {
  const { name, fetch, identify, clientSecret, parameters, scope, ...rest } = options;
  type Mixed = new (options: object) => Wire;
  const Mixin = PassportStrategy(base as never, name, VERIFY_ARITY) as unknown as Mixed;

  class ProviderStrategy extends Mixin {
    getPassportInstance() {
      return authenticator;
    }

    /** Passport's, for this one request. */
    declare error: (reason: Error) => void;

    authenticate(request: FlowRequest, given: object): void {
      if (isOfAnother(request, options)) {
        return this.error(new Error('The answer is of another issuer (iss)'));
      }
      // Passport makes an object for each request, which inherits from the registered strategy.
      this._oauth2 = boundWire(this._oauth2, within(request, fetch), clientSecret);
      const extra = parameters?.(request) ?? {};
      (OAuth2.prototype.authenticate as (r: unknown, o: unknown) => void).call(this, request, {
        ...given,
        extra,
      });
    }

    authorizationParams({ extra }: { extra?: Record<string, string> }) {
      return extra ?? {};
    }

    /** Read by `identify`, from the checked ID token or with the provider's own rules. */
    userProfile(_accessToken: string, done: Done): void {
      done(null, {});
    }

    validate(request: FlowRequest, accessToken: string, refreshToken: unknown, given: object) {
      const tokens = { ...given, access_token: accessToken, refresh_token: refreshToken };
      return identify({ accessToken, tokens, request, fetch: within(request, fetch) });
    }
  }

  new ProviderStrategy({
    ...rest,
    clientSecret: typeof clientSecret === 'string' ? clientSecret : '',
    scope: [...scope],
    state: true,
    pkce: true,
    store: new FlowStore(),
    passReqToCallback: true,
  });
}

function boundWire(
  client: Wire['_oauth2'],
  fetch: ProviderFetch,
  secret: OAuth2Options['clientSecret'],
): Wire['_oauth2'] {
  const bound = Object.create(client) as Wire['_oauth2'];
  bound._request = (...[method, url, headers, body, , done]) => {
    const send = async () => {
      const sent = new URLSearchParams(body);
      if (typeof secret === 'function') sent.set('client_secret', await secret());
      const answer = await fetch(url, { method, headers, body: sent });
      return { status: answer.status, text: await answer.text() };
    };
    send()
      .then(({ status, text }) =>
        status < 300 ? done(null, text, {}) : done({ statusCode: status, data: text }),
      )
      // node-oauth throws on unexpected answers, which would be lost otherwise.
      .catch(done);
  };
  return bound;
}

/** JSON with the person's access token. */
export async function getProfile(
  fetch: ProviderFetch,
  url: string,
  accessToken: string,
): Promise<unknown> {
  const answer = await fetch(url, { headers: { authorization: `Bearer ${accessToken}` } });
  return answer.json();
}
