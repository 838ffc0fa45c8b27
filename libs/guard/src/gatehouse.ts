import { Inject, Injectable } from '@nestjs/common';
import { looksLikeAppToken } from './core/app-token-format.js';
import { assertAtLevel } from './access-decision.js';
import type { GuardEngine } from './core/engine.js';
import type { FeedState } from './core/feed.js';
import type { GuardHealth } from './core/health.js';
import type { OpenStreams } from './core/open-streams.js';
import type { UnitsHeldAt } from './core/unit-answers.js';
import { countingAtUnit, type UnitPath } from './core/unit-rights.js';
import { toUnitId } from './core/unit-tree.js';
import type { LeveledSet } from './core/permission-sets.js';
import {
  invalidToken,
  missingAtUnit,
  permissionsMissing,
  Refusal,
  unauthenticated,
} from './errors.js';
import {
  handshakeTokenOf,
  keepHandshakeToken,
  tokenInHandshake,
  type HandshakeLike,
} from './caller-tokens.js';
import { GatehouseException } from './refusal-exceptions.js';
import { socketChannel, watchChannel } from './stream-closers.js';
import { GUARD_ENGINE, GUARD_STREAMS } from './options.js';
import type {
  GatehouseApp,
  GatehouseUser,
  Manifest,
  ManifestReport,
  Permission,
  RoleName,
  Scope,
} from './types.js';

/** A user, whose level of authentication (`acr`) then counts, or a user id, of whom that counts which counts in every session. */
export type UserRef = string | { readonly id: string; readonly acr?: string };

/** How a caller's application token is checked. */
export interface VerifyAppOptions {
  /** Ask the server now, without cached answers. */
  readonly live?: boolean;
  readonly address?: string;
  /** Scopes that are all required in this service. */
  readonly scopes?: readonly Scope[];
}

/** The id of the unit at which permissions may be held, too. */
export interface AtUnitId {
  readonly at: string;
}

const idOf = (who: UserRef): string => (typeof who === 'string' ? who : who.id);
const acrOf = (who: UserRef): string | undefined => (typeof who === 'string' ? undefined : who.acr);

/** The guard's decisions, for code that decides itself. Every refusal is a `GatehouseException`. */
@Injectable()
export class Gatehouse {
  constructor(
    @Inject(GUARD_ENGINE) private readonly engine: GuardEngine,
    @Inject(GUARD_STREAMS) private readonly streams: OpenStreams | null,
  ) {}

  /**
   * The state for a health check: `ok`, `degraded` or `refusing`, since when, and the problems with stable codes,
   * cause and remedy.
   */
  health(): GuardHealth {
    return this.engine.health;
  }

  /**
   * Whether the feed of the server is `connecting`, `up` or `lost`. Calls may be refused although it is up: see
   * `health`.
   */
  get feedState(): FeedState {
    return this.engine.feedState;
  }

  /** Resolves when the guard is connected to the server. Requests need not wait for it. */
  async ready(timeoutMs = 10_000): Promise<void> {
    await this.engine.untilUp(timeoutMs);
  }

  /** The user of a valid access token whose session has not ended; `live` asks the server now. */
  verify(token: string, { live = false }: { live?: boolean } = {}): Promise<GatehouseUser> {
    return asGatehouseException(async () => {
      if (looksLikeAppToken(token)) throw invalidToken();
      return (await this.engine.admit(token, { live })).user;
    });
  }

  /**
   * The service of a caller's application token, admitted as by `@AppToken`: a service to which this service has
   * granted something, or this service itself, with the scopes that are valid here; all of `scopes` are required. A
   * token bound to networks needs the caller's `address`.
   */
  verifyApp(
    token: string,
    { live = false, address, scopes = [] }: VerifyAppOptions = {},
  ): Promise<GatehouseApp> {
    return asGatehouseException(() => this.engine.admitApp(token, { live, address }, scopes));
  }

  /**
   * Whether the user holds all these permissions in this service; with `{ at: unitId }` last, everywhere or at the unit, or
   * above it.
   * @throws TypeError if no permission is given: an accidentally empty list would allow every user; if `at` is no text
   */
  can(who: UserRef, ...permissions: Permission[] | [...Permission[], AtUnitId]): Promise<boolean> {
    return asGatehouseException(async () => {
      const { names, at } = readArguments('can', permissions);
      const { set, path } = await this.setAt(who, at);
      const counting = countingAtUnit(set, path, acrOf(who));
      return names.every((name) => counting.permissions.has(name));
    });
  }

  /**
   * @throws GatehouseException 403, naming the missing permissions; 401 `INSUFFICIENT_AUTHENTICATION` if the user holds them
   * in sessions with two factors
   * @throws TypeError if no permission is given: an accidentally empty list would allow every user; if `at` is no text
   */
  assert(who: UserRef, ...permissions: Permission[] | [...Permission[], AtUnitId]): Promise<void> {
    return asGatehouseException(async () => {
      const { names, at } = readArguments('assert', permissions);
      const { set, path } = await this.setAt(who, at);
      const here = {
        ...countingAtUnit(set, path, undefined),
        aal2: countingAtUnit(set, path, 'aal2'),
      };
      assertAtLevel(acrOf(who), here, (counting) => {
        const missing = names.filter((name) => !counting.permissions.has(name));
        if (missing.length === 0) return;
        throw at === undefined
          ? permissionsMissing(missing)
          : missingAtUnit({ kind: 'permissions' }, missing, toUnitId(at));
      });
    });
  }

  /**
   * The user's permissions and roles in this service that count at the level of authentication: without a unit, or with `at`
   * at that unit.
   */
  async rightsOf(
    who: UserRef,
    options?: AtUnitId,
  ): Promise<{ permissions: ReadonlySet<Permission>; roles: ReadonlySet<RoleName> }> {
    return asGatehouseException(async () => {
      const { set, path } = await this.setAt(who, options && unitIn('rightsOf', options));
      const { permissions, roles } = countingAtUnit(set, path, acrOf(who));
      return { permissions, roles };
    });
  }

  /**
   * The units at which the user holds the permission, for a filter: `WHERE $1 OR unit_id = ANY($2)` with `everywhere` and
   * `units`. With `everywhere` the user holds it without a unit, and so at every unit, also at rows without one; `units` is then
   * empty. The answer is held until a change is announced that may concern it.
   * @throws TooManyUnits if there are more than `maxUnitsListed` (10,000): read them with `unitPages`
   */
  unitsWhere(who: UserRef, permission: Permission): Promise<UnitsHeldAt> {
    return asGatehouseException(async () => {
      assertNamed('unitsWhere', [permission]);
      return this.engine.units.where(this.questionOf(who, permission));
    });
  }

  /** Like `unitsWhere`, in pages of any number of units, asked for now. With `everywhere` there is one page without units. */
  async *unitPages(who: UserRef, permission: Permission): AsyncGenerator<UnitsHeldAt> {
    assertNamed('unitPages', [permission]);
    const pages = this.engine.units.pages(this.questionOf(who, permission));
    for (;;) {
      const next = await asGatehouseException(() => pages.next());
      if (next.done) return;
      yield next.value;
    }
  }

  private questionOf(who: UserRef, permission: string) {
    return { userId: idOf(who), permission, acr: acrOf(who) === 'aal2' ? 'aal2' : 'aal1' };
  }

  private async setAt(
    who: UserRef,
    at: string | undefined,
  ): Promise<{ set: LeveledSet; path: UnitPath }> {
    const userId = idOf(who);
    if (at === undefined) return { set: await this.engine.rightsOf(userId), path: [] };
    const set = await this.engine.units.rightsAt(userId, { live: false });
    const unit = toUnitId(at);
    const path =
      unit === null || !set.atUnits ? [] : await this.engine.units.pathOf(unit, { live: false });
    return { set, path };
  }

  /**
   * For a gateway's `handleConnection(client, request)`: verifies the user who opens the connection; the token then
   * applies to every message on it. The connection is closed when the session ends or the token expires
   * (`closeOnEnd`); a call with a newer token of the same user extends it. A refusal changes nothing. socket.io's
   * client contains its handshake; with `ws` pass the request.
   */
  handshake(
    client: object,
    request: HandshakeLike | undefined = (client as { handshake?: HandshakeLike }).handshake,
  ): Promise<GatehouseUser> {
    return asGatehouseException(async () => {
      const token = request && tokenInHandshake(request);
      if (token === undefined) throw unauthenticated();
      if (looksLikeAppToken(token)) throw invalidToken('This call is for users, not for services');
      // The first token applies to messages in any case, because each message is checked; a newer one only after it
      // was verified.
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

  /** @throws Refusal if another user opened it, or too many streams are open */
  private watch(client: object, user: GatehouseUser, token: string): void {
    if (!this.streams) return;
    watchChannel(this.streams, socketChannel(client), {
      owner: { user },
      rule: this,
      judge: () => this.engine.admit(handshakeTokenOf(client) ?? token, { live: false }),
    });
  }

  /**
   * Declares to the server the permissions and roles of this service; safe to call at every start and from two
   * versions at once. Requires an application token with the scope `manifest:write`. It never removes permissions or
   * roles.
   * @throws AuthorityError if the server refuses it or cannot be reached
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

function unitIn(method: string, { at }: { readonly at?: unknown }): string {
  if (typeof at === 'string' && at !== '') return at;
  throw new TypeError(`Gatehouse.${method} needs the id of a unit as at`);
}

/** Separates the unit, which comes last, from the permissions. */
function readArguments(method: string, args: readonly unknown[]) {
  const last = args.at(-1);
  const hasUnit = typeof last === 'object' && last !== null;
  const names = (hasUnit ? args.slice(0, -1) : args) as readonly string[];
  assertNamed(method, names);
  return { names, at: hasUnit ? unitIn(method, last) : undefined };
}

async function asGatehouseException<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof Refusal ? new GatehouseException(error) : error;
  }
}
