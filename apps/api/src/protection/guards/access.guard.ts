import { Injectable, Logger, type CanActivate, type ExecutionContext } from '@nestjs/common';
import {
  ACCESS_RULE,
  assertAuthenticated,
  type AccessRule,
  type PermissionRule,
  type Principal,
} from '#libs/access';
import { translateDatabaseError } from '#libs/database';
import { AppError, Clock, isAppError } from '#libs/kernel';
import { AppTokenAuthentication } from '#api/app-tokens';
import { bearerTokenOf, type GatehouseRequest } from '#api/platform/http';
import { BadCredentials } from '#api/protection/limits';
import { PermissionCheck } from '#api/rbac';
import { SessionAccess } from '#api/sessions';
import { isSelf, namedService, namedUnit, seesToNetworks } from './named-in-request.js';

/** The token is good, but not for this. */
const FOR_OTHER_USES: ReadonlySet<string> = new Set([
  'WRONG_AUDIENCE',
  'SECOND_FACTOR_ENROLMENT_REQUIRED',
]);
const REFUSED: ReadonlySet<number> = new Set([401, 403]);

type AppTokenRule = Extract<AccessRule, { kind: 'app-token' }>;
type SignedInRule = Extract<AccessRule, { kind: 'signed-in' }>;

/**
 * Enforces what each handler declares, before its body is looked at and before anything is looked for. It fails closed: a
 * handler that declares nothing is refused, and so is a call of which it cannot be checked whether it is allowed.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  private readonly logger = new Logger('Access');

  constructor(
    private readonly sessions: SessionAccess,
    private readonly permissions: PermissionCheck,
    private readonly appTokens: AppTokenAuthentication,
    private readonly bad: BadCredentials,
    private readonly clock: Clock,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const rule = Reflect.getMetadata(ACCESS_RULE, context.getHandler()) as AccessRule | undefined;
    if (rule?.kind === 'public') return true;
    try {
      await this.enforce(rule, context);
    } catch (error) {
      // No later guard is reached that would count it.
      if (isAppError(error) && REFUSED.has(error.entry.status)) {
        await this.countRefused(context, error);
      }
      throw error;
    }
    return true;
  }

  private enforce(rule: AccessRule | undefined, context: ExecutionContext): Promise<void> {
    const request = context.switchToHttp().getRequest<GatehouseRequest>();
    switch (rule?.kind) {
      case 'signed-in':
        return this.signedIn(rule, request);
      case 'permission':
        return this.permission(rule, request);
      case 'app-token':
        return this.appToken(rule, request);
      case 'public':
      case undefined:
        throw this.undeclared(context);
    }
  }

  private async authenticate(request: GatehouseRequest, mayEnrol = false): Promise<Principal> {
    const token = bearerTokenOf(request);
    // Also before the audience is refused, so that the trail says whose token was shown to the wrong server.
    const onKnown = (known: Principal) => (request.principal = known);
    const principal = await closed(() => this.sessions.authenticate(token, mayEnrol, onKnown));
    request.principal = principal;
    return principal;
  }

  private async signedIn(rule: SignedInRule, request: GatehouseRequest): Promise<void> {
    const principal = await this.authenticate(request, rule.whileEnrolling);
    assertAuthenticated(principal, rule, this.clock.nowSeconds());
  }

  private async permission(rule: PermissionRule, request: GatehouseRequest): Promise<void> {
    const principal = await this.authenticate(request);
    assertAuthenticated(principal, rule, this.clock.nowSeconds());
    if (rule.orSelf !== undefined && isSelf(request, rule.orSelf, principal)) return;
    const { service, unit } = rule;
    if (unit !== undefined) {
      const unitId = namedUnit(request, unit);
      return closed(() => this.permissions.assertHoldsAtUnit(principal, rule, unitId));
    }
    const named = service === undefined ? null : namedService(request, service);
    const { permissions } = this;
    await closed(async () => {
      const isKnown = service === undefined || named === null || named.isService;
      const serviceId = isKnown
        ? (named?.id ?? null)
        : await permissions.findServiceOf(service, named.id);
      await permissions.assertHolds(principal, rule, serviceId);
    });
  }

  private async appToken(rule: AppTokenRule, request: GatehouseRequest): Promise<void> {
    const token = bearerTokenOf(request, 'application token');
    const { client } = request;
    if (!client) throw new AppError('INTERNAL_ERROR');
    const app = await closed(() =>
      this.appTokens.authenticate(token, {
        ip: seesToNetworks(rule, request) ? null : client.ip,
        source: client.ip,
      }),
    );
    request.appPrincipal = app;
    for (const scope of rule.scopes) {
      if (await closed(() => this.appTokens.holdsHere(app, scope))) continue;
      const detail = `Permission denied: scope ${scope} required`;
      throw new AppError('PERMISSION_DENIED', { detail });
    }
  }

  /** A token for another service was shown by that one as likely as by its user. @throws AppError `RATE_LIMITED` */
  private countRefused(context: ExecutionContext, { code }: AppError): Promise<void> {
    return FOR_OTHER_USES.has(code) ? this.bad.countAddress(context) : this.bad.count(context);
  }

  private undeclared(context: ExecutionContext): AppError {
    const name = [context.getClass().name, context.getHandler().name].join('.');
    this.logger.error(`${name} declares no access and is refused`);
    return new AppError('PERMISSION_DENIED', { detail: 'Nobody may call this.' });
  }
}

/** What fails in a way of its own, such as the database, is a refusal and never a pass. */
async function closed<R>(ask: () => Promise<R>): Promise<R> {
  try {
    return await ask();
  } catch (error) {
    const known = translateDatabaseError(error);
    if (isAppError(known)) throw known;
    throw new AppError('SERVICE_UNAVAILABLE', {
      detail: 'It cannot be checked at the moment whether you may do this. Try again shortly.',
      cause: error,
    });
  }
}
