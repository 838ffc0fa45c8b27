import type { AuditEvent } from '#api/audit';
import { done, type Acting } from '#api/rbac';
import type { User } from '#api/users';

/** An administrator in their session, or the operator at the command line. */
export type AccountActor = Acting | 'operator';

/** The requested change of an account; absent fields stay. */
export interface AccountChange {
  readonly isActive?: boolean;
  readonly verify?: boolean;
  readonly endSessions?: boolean;
}

type State = Pick<User, 'isActive' | 'isEmailVerified'>;

export interface AccountOutcome {
  readonly asked: AccountChange;
  readonly before: State;
  readonly after: State & Pick<User, 'id'>;
  readonly sessionsEnded: number;
}

export const isOtherState = (before: State, after: State): boolean =>
  before.isActive !== after.isActive || before.isEmailVerified !== after.isEmailVerified;

/**
 * The events for the audit trail: one for an administrator's request, also when it changed nothing; for an operator's command
 * one for each change, and for the end of all sessions.
 */
export function accountEvents(actor: AccountActor, outcome: AccountOutcome): AuditEvent[] {
  if (actor === 'operator') return operatorEvents(outcome);
  const target = { kind: 'user', id: outcome.after.id };
  return [
    done(actor, 'user.updated', target, {
      ...statesOf(outcome),
      sessions_ended: outcome.sessionsEnded,
    }),
  ];
}

function operatorEvents(outcome: AccountOutcome): AuditEvent[] {
  const { asked, before, after, sessionsEnded } = outcome;
  const event = (type: string, details: AuditEvent['details'] = {}): AuditEvent => ({
    type,
    outcome: 'success',
    actor: { kind: 'operator' },
    target: { kind: 'user', id: after.id },
    details,
  });
  return [
    ...(after.isActive && !before.isActive ? [event('user.updated', statesOf(outcome))] : []),
    ...(before.isActive && !after.isActive
      ? [event('user.deactivated', { sessions_ended: sessionsEnded })]
      : []),
    ...(after.isEmailVerified && !before.isEmailVerified ? [event('user.email_verified')] : []),
    ...(asked.endSessions ? [event('session.all_ended', { count: sessionsEnded })] : []),
  ];
}

const statesOf = ({ before, after }: AccountOutcome) => ({
  before: stateOf(before),
  after: stateOf(after),
});

const stateOf = ({ isActive, isEmailVerified }: State) => ({
  is_active: isActive,
  is_email_verified: isEmailVerified,
});
