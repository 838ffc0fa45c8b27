import {
  Inject,
  Injectable,
  Logger,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import {
  decideAccess,
  hasLevel,
  isPlainlyAllowed,
  selfExceptionsIn,
  type AccessRequest,
} from './access-decision.js';
import { isAllowedAtUnits, unitsIn } from './access-at-units.js';
import { AccessPlans } from './access-plans.js';
import type { AccessPlan } from './access-rules.js';
import { addressOf, parameterOf, tokenOf, unitNamedIn } from './carriers.js';
import type { GuardEngine } from './core/engine.js';
import type { OpenStreams } from './core/open-streams.js';
import type { Clock } from './core/clock.js';
import { Refusal } from './errors.js';
import { keepIdentity, keepOnRequest, type Identity } from './identity.js';
import { toException } from './refusal-exceptions.js';
import { StreamRules, channelOf, watchChannel } from './stream-closers.js';
import type { UnitSource } from './unit-source.js';
import { GUARD_CLOCK, GUARD_ENGINE, GUARD_STREAMS } from './options.js';
import type { GatehouseUser } from './types.js';

interface WarmRequest {
  user?: GatehouseUser;
}

/**
 * `Reflect.get` because the hidden class of each request of Express is a new one: an ordinary access computes a handler
 * for it that is never used again.
 */
const authorizationOf = (request: object): unknown =>
  (Reflect.get(request, 'headers') as { readonly authorization?: unknown } | undefined)
    ?.authorization;

const REPORT_AGAIN_MS = 60_000;
const MAX_REPORTED = 100;

/** Allows a call if the declarations on its handler and class hold. The module binds it globally by default. */
@Injectable()
export class GatehouseGuard implements CanActivate {
  private readonly plans = new AccessPlans();
  private readonly rules = new StreamRules();
  private readonly logger = new Logger('Gatehouse');
  private readonly reportedAtMs = new Map<string, number>();

  constructor(
    @Inject(GUARD_ENGINE) private readonly engine: GuardEngine,
    @Inject(GUARD_CLOCK) private readonly clock: Clock,
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
    @Inject(GUARD_STREAMS) private readonly streams: OpenStreams | null,
  ) {}

  /** Returns synchronously if everything is known, so that a warm request has almost no overhead. */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const plan = this.plans.of(context.getClass(), context.getHandler());
    if (plan.caller === 'anybody') return true;
    const isWatched = plan.keepsResponseOpen && this.streams !== null;
    return plan.isSimple && !isWatched && context.getType() === 'http' && this.isWarm(plan, context)
      ? true
      : this.decide(plan, context);
  }

  /** The plan of a handler. */
  planOf(host: object, handler: object): AccessPlan {
    return this.plans.of(host, handler);
  }

  private isWarm(plan: AccessPlan, context: ExecutionContext): boolean {
    const request = context.getArgByIndex<WarmRequest>(0);
    const header = authorizationOf(request);
    const verified = typeof header === 'string' ? this.engine.recall(header) : undefined;
    if (verified === undefined) return false;
    const { user, identity } = verified;
    if (!hasLevel(plan, user)) return false;
    const set = this.engine.rights.peek(user.id);
    if (!isPlainlyAllowed(plan, user, set)) return false;
    if (plan.atUnits.length > 0) {
      const unit = (source: UnitSource) => unitNamedIn(context, source);
      if (!isAllowedAtUnits(this.engine, plan, user.acr, set, unit)) return false;
    }
    keepOnRequest(request, identity);
    request.user = user;
    return true;
  }

  private async decide(plan: AccessPlan, context: ExecutionContext): Promise<boolean> {
    try {
      const request = {
        token: tokenOf(context),
        address: () => addressOf(context),
        parameter: (name: string) => parameterOf(context, name),
        unit: (source: UnitSource) => unitNamedIn(context, source),
      };
      const identity = await decideAccess(this.engine, this.clock, plan, request);
      // The client has disconnected: the handler would open a stream that is never closed.
      if (!this.watch(plan, identity, request, context)) return false;
      keepIdentity(context, identity);
      if (identity.user && context.getType() === 'http') {
        context.getArgByIndex<WarmRequest>(0).user = identity.user;
      }
      return true;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      throw await this.refuse(error, context);
    }
  }

  /**
   * Watches an open stream, which is closed when its caller could not open it again; a sign-in that was recent at its
   * start stays recent enough. Returns `false` if the client has already disconnected.
   */
  private watch(
    plan: AccessPlan,
    identity: Identity,
    request: AccessRequest,
    context: ExecutionContext,
  ): boolean {
    if (!this.streams || (!identity.user && !identity.app)) return true;
    const channel = channelOf(context);
    if (!channel) return true;
    const lasting = { ...plan, isLive: false, recentSeconds: null };
    return watchChannel(this.streams, channel, {
      owner: identity,
      rule: this.rules.of(
        context.getHandler(),
        identity.user
          ? `${selfExceptionsIn(plan, identity.user, request)} ${unitsIn(plan, request.unit)}`.trim()
          : '',
      ),
      // The client may have presented a newer token on the socket.
      judge: () =>
        decideAccess(this.engine, this.clock, lasting, { ...request, token: tokenOf(context) }),
    });
  }

  /**
   * Problems of the guard itself are logged when they begin; other refusals are logged once a minute, not for each
   * call.
   */
  private logOnce({ message }: Refusal): void {
    const nowMs = this.clock();
    if (this.engine.health.status !== 'ok') return;
    if (nowMs - (this.reportedAtMs.get(message) ?? -Infinity) < REPORT_AGAIN_MS) return;
    if (this.reportedAtMs.size >= MAX_REPORTED) this.reportedAtMs.clear();
    this.reportedAtMs.set(message, nowMs);
    this.logger.warn(`Calls are refused with 503: ${message}`);
  }

  private async refuse(refusal: Refusal, context: ExecutionContext): Promise<Error> {
    if (refusal.code === 'AUTH_UNAVAILABLE') this.logOnce(refusal);
    const kind = context.getType<string>();
    if (kind === 'http') {
      const response = context.getArgByIndex<unknown>(1);
      for (const [name, value] of Object.entries(refusal.toHeaders())) {
        this.host.httpAdapter.setHeader(response, name, value);
      }
    }
    return toException(refusal, kind, context.getArgByIndex(1));
  }
}
