import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import {
  type RefusalPort,
  widestPrefix,
  type AppPrincipal,
  type Principal,
  type RefusedAttempt,
  type RefusedCall,
} from '#libs/access';
import { Database } from '#libs/database';
import { Clock } from '#libs/kernel';
import type { Actor, AuditEvent } from './audit-event.js';
import { Audit } from './audit.service.js';
import { RefusalBudget } from './refusal-budget.js';

type Caller = Pick<RefusedCall, 'principal' | 'appPrincipal'>;

const ofUser = ({ userId, sessionId }: Principal): Actor => ({
  kind: 'user',
  id: userId,
  sessionId,
});
const ofApp = ({ serviceId, tokenId }: AppPrincipal): Actor => ({
  kind: 'service',
  id: serviceId,
  tokenId,
});

function actorOf({ principal, appPrincipal }: Caller): Actor {
  if (principal) return ofUser(principal);
  return appPrincipal ? ofApp(appPrincipal) : { kind: 'anonymous' };
}

/**
 * Records refusals in the audit trail, within a budget: a flood of refusals does not fill the disk, and refusals of
 * strangers do not hide those of known callers.
 */
@Injectable()
export class RefusalTrail implements RefusalPort, BeforeApplicationShutdown {
  private readonly log = new Logger('Audit trail');
  private readonly calls: RefusalBudget;
  private readonly attempts: RefusalBudget;
  private readonly told = new WeakSet<object>();
  private readonly pending = new Set<Promise<void>>();

  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    clock: Clock,
  ) {
    this.calls = new RefusalBudget(clock);
    this.attempts = new RefusalBudget(clock);
  }

  /** Records it, in its own time; never throws. */
  note(call: RefusedCall): void {
    const actor = actorOf(call);
    const granted = this.calls.take('id' in actor ? actor.id : '');
    if (!granted) return;
    const { client, code, method, route, missing } = call;
    const details = {
      call: `${method} ${route}`,
      ...(missing !== undefined && { missing }),
      ...leftOutBefore(granted),
    };
    this.keep(() => this.write({ type: 'access.refused', actor, client, code, details }));
  }

  /** Records it, in its own time; never throws. */
  noteAttempt(attempt: RefusedAttempt): void {
    const { type, error, client, findUserId } = attempt;
    if (this.told.has(error)) return;
    this.told.add(error);
    // By the network: a caller with many addresses of one network would use up the budget of all.
    const granted = this.attempts.take(widestPrefix(client.ip));
    if (!granted) return;
    const details = { ...attempt.details, ...leftOutBefore(granted) };
    this.keep(async () => {
      const id = (await findUserId?.()) ?? null;
      const target = id !== null && { target: { kind: 'user', id } };
      const actor = { kind: 'anonymous' } as const;
      await this.write({ type, actor, client, code: error.code, details, ...target });
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.pending);
  }

  private keep(write: () => Promise<void>): void {
    const writing = write()
      .catch((error: unknown) => this.log.warn(`A refusal was not recorded: ${String(error)}`))
      .finally(() => this.pending.delete(writing));
    this.pending.add(writing);
  }

  private write(event: Omit<AuditEvent, 'outcome'>): Promise<void> {
    return this.audit.record(this.database.pool, { ...event, outcome: 'refused' });
  }
}

const leftOutBefore = ({ leftOut }: { readonly leftOut: number }) =>
  leftOut > 0 && { left_out_before: leftOut };
