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
  it('has one event of an administrator’s request, with both states', () => {
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

  it('has an administrator’s request also when it changed nothing, and no operator’s command', () => {
    expect(typesOf(administrator, outcome()).map(([type]) => type)).toEqual(['user.updated']);
    expect(typesOf('operator', outcome())).toEqual([]);
  });

  it('names what an operator’s command has done to an account', () => {
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

  it('has the end of all sessions by an operator also when there were none', () => {
    expect(typesOf('operator', outcome({ asked: { endSessions: true } }))).toEqual([
      ['session.all_ended', { count: 0 }],
    ]);
  });
});
