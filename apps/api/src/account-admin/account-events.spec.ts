import type { Acting } from '#api/rbac';
import { accountEvents, type AccountOutcome } from './account-events.js';

const administrator = {
  principal: { userId: 'admin', sessionId: 'session' },
  client: { ip: '192.0.2.1' },
} as unknown as Acting;

const outcome = (change: Partial<AccountOutcome> = {}): AccountOutcome => ({
  asked: {},
  before: { isActive: true, isEmailVerified: false },
  after: { id: 'user', isActive: true, isEmailVerified: false },
  sessionsEnded: 0,
  ...change,
});

const deactivated = outcome({
  asked: { isActive: false },
  after: { id: 'user', isActive: false, isEmailVerified: false },
  sessionsEnded: 2,
});

const typesOf = (actor: Acting | 'operator', of: AccountOutcome) =>
  accountEvents(actor, of).map(({ type, details }) => [type, details]);

describe('the audit trail of accounts', () => {
  it('an administrator’s request is one event, with both states', () => {
    expect(accountEvents(administrator, deactivated)).toEqual([
      {
        type: 'user.updated',
        outcome: 'success',
        actor: { kind: 'user', id: 'admin', sessionId: 'session' },
        target: { kind: 'user', id: 'user' },
        client: { ip: '192.0.2.1' },
        details: {
          before: { is_active: true, is_email_verified: false },
          after: { is_active: false, is_email_verified: false },
          sessions_ended: 2,
        },
      },
    ]);
  });

  it('an administrator’s request without a change is recorded, an operator’s command is not', () => {
    expect(typesOf(administrator, outcome()).map(([type]) => type)).toEqual(['user.updated']);
    expect(typesOf('operator', outcome())).toEqual([]);
  });

  it('an operator’s command is one event for each change of the account', () => {
    expect(typesOf('operator', deactivated)).toEqual([['user.deactivated', { sessions_ended: 2 }]]);
    const after = { id: 'user', isActive: true, isEmailVerified: true };
    expect(typesOf('operator', outcome({ asked: { verify: true }, after }))).toEqual([
      ['user.email_verified', {}],
    ]);
    const before = { isActive: false, isEmailVerified: false };
    expect(typesOf('operator', outcome({ asked: { isActive: true }, before }))).toEqual([
      [
        'user.updated',
        {
          before: { is_active: false, is_email_verified: false },
          after: { is_active: true, is_email_verified: false },
        },
      ],
    ]);
  });

  it('the end of all sessions by an operator is recorded also when there were none', () => {
    expect(typesOf('operator', outcome({ asked: { endSessions: true } }))).toEqual([
      ['session.all_ended', { count: 0 }],
    ]);
  });
});
