import { Inject, Injectable } from '@nestjs/common';
import { looksLikeAppToken } from './core/app-token-format.js';
import type { GuardEngine } from './core/engine.js';
import type { FeedState } from './core/feed.js';
import type { GuardHealth } from './core/health.js';
import type { OpenStreams } from './core/open-streams.js';
import { invalidToken, permissionsMissing, Refusal, unauthenticated } from './errors.js';
import {
  handshakeTokenOf,
  keepHandshakeToken,
  tokenInHandshake,
  type HandshakeLike,
} from './handshake-tokens.js';
import { GatehouseException } from './refusal-exceptions.js';
import { socketChannel, watchChannel } from './stream-closers.js';
import { GUARD_ENGINE, GUARD_STREAMS } from './tokens.js';
import type {
  GatehouseApp,
  GatehouseUser,
  Manifest,
  ManifestReport,
  Permission,
  RoleName,
  Scope,
} from './types.js';

/** A user, or only their id. */
export type Whoever = string | { readonly id: string };

/** How a caller's application token is looked at. */
export interface VerifyAppOptions {
  /** Ask the server now. */
  readonly live?: boolean;
  readonly address?: string;
  /** All of these must hold here. */
  readonly scopes?: readonly Scope[];
}

const idOf = (who: Whoever): string => (typeof who === 'string' ? who : who.id);

/** What the guard knows, for code that decides by itself. Every refusal is a `GatehouseException`. */
@Injectable()
export class Gatehouse {
  constructor(
    @Inject(GUARD_ENGINE) private readonly engine: GuardEngine,
    @Inject(GUARD_STREAMS) private readonly streams: OpenStreams | null,
  ) {}

  /**
   * Whether calls are decided, for a health check: `ok`, `degraded` or `refusing`, with what is wrong (stable codes, cause and cure)
   * and since when.
   */
  health(): GuardHealth {
    return this.engine.health;
  }

  /** Whether the guard hears from the server: `connecting`, `up` or `lost`. It may hear and still refuse every call: see `health`. */
  get feedState(): FeedState {
    return this.engine.feedState;
  }

  /** Resolves once the guard has heard from the server. Requests need not wait for it. */
  async ready(timeoutMs = 10_000): Promise<void> {
    await this.engine.untilUp(timeoutMs);
  }

  /** The user behind an access token whose session lives; `live` asks the server now. */
  verify(token: string, { live = false }: { live?: boolean } = {}): Promise<GatehouseUser> {
    return spelt(async () => {
      if (looksLikeAppToken(token)) throw invalidToken();
      return (await this.engine.admit(token, { live })).user;
    });
  }

  /**
   * The service behind a caller's application token, as `@AppToken` lets it in: one that this service grants something,
   * or this service itself, with the scopes that hold here; with all of `scopes`. A token that is bound to networks needs
   * the caller's `address`.
   */
  verifyApp(
    token: string,
    { live = false, address, scopes = [] }: VerifyAppOptions = {},
  ): Promise<GatehouseApp> {
    return spelt(() => this.engine.admitApp(token, { live, address }, scopes));
  }

  /**
   * Whether the user holds all these permissions in this service.
   * @throws TypeError when none is named: a list that happens to be empty would allow everybody
   */
  can(who: Whoever, ...permissions: Permission[]): Promise<boolean> {
    return spelt(async () => {
      assertNamed('can', permissions);
      const set = await this.engine.rightsOf(idOf(who));
      return permissions.every((name) => set.permissions.has(name));
    });
  }

  /**
   * @throws GatehouseException 403, naming what the user lacks
   * @throws TypeError when no permission is named: a list that happens to be empty would allow everybody
   */
  assert(who: Whoever, ...permissions: Permission[]): Promise<void> {
    return spelt(async () => {
      assertNamed('assert', permissions);
      const set = await this.engine.rightsOf(idOf(who));
      const missing = permissions.filter((name) => !set.permissions.has(name));
      if (missing.length > 0) throw permissionsMissing(missing);
    });
  }

  /** The user's permissions and roles in this service. */
  async rightsOf(
    who: Whoever,
  ): Promise<{ permissions: ReadonlySet<Permission>; roles: ReadonlySet<RoleName> }> {
    const { permissions, roles } = await spelt(() => this.engine.rightsOf(idOf(who)));
    return {
      permissions: permissions,
      roles: roles,
    };
  }

  /**
   * For a gateway's `handleConnection(client, request)`: the user who opens the connection, whose token then counts for every message over
   * it. The connection is closed when the session ends or the token runs out (`closeOnEnd`); called again with a newer token of this user, it goes on.
   * What is refused changes nothing. socket.io's client carries its handshake; with `ws` pass the request.
   */
  handshake(
    client: object,
    request: HandshakeLike | undefined = (client as { handshake?: HandshakeLike }).handshake,
  ): Promise<GatehouseUser> {
    return spelt(async () => {
      const token = request && tokenInHandshake(request);
      if (token === undefined) throw unauthenticated();
      if (looksLikeAppToken(token)) throw invalidToken('This call is for users, not for services');
      // The first one counts for its messages in any case, each of which is judged; a newer one, once it was good.
      if (handshakeTokenOf(client) === undefined) keepHandshakeToken(client, token);
      const { user } = await this.engine.admit(token, { live: false });
      const before = handshakeTokenOf(client) ?? token;
      keepHandshakeToken(client, token);
      try {
        this.watch(client, user, token);
      } catch (error) {
        keepHandshakeToken(client, before);
        throw error;
      }
      return user;
    });
  }

  /** @throws Refusal when it was opened by another user, or too many are open */
  private watch(client: object, user: GatehouseUser, token: string): void {
    if (!this.streams) return;
    watchChannel(this.streams, socketChannel(client), {
      owner: { user },
      rule: this,
      judge: () => this.engine.admit(handshakeTokenOf(client) ?? token, { live: false }),
    });
  }

  /**
   * Tells the server which permissions and roles this service knows; safe to call at every start and from two versions at once. Needs an
   * application token of scope `manifest:write`. Nothing is ever removed by it.
   * @throws AuthorityError when the server refuses it or cannot be reached
   */
  declareManifest(
    manifest: Manifest,
    { dryRun = false }: { dryRun?: boolean } = {},
  ): Promise<ManifestReport> {
    return this.engine.authority.declareManifest(manifest, { dryRun });
  }
}

function assertNamed(method: string, permissions: readonly unknown[]): void {
  if (
    permissions.length > 0 &&
    permissions.every((name) => typeof name === 'string' && name !== '')
  )
    return;
  throw new TypeError(`Gatehouse.${method} needs at least one permission, each a name`);
}

async function spelt<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof Refusal ? new GatehouseException(error) : error;
  }
}
