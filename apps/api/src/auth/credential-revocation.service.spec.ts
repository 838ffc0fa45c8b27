import { newId } from '#libs/kernel';
import type { User } from '#api/users';
import { CredentialRevocation } from './credential-revocation.service.js';
import type { Revocation } from './revocation.js';

const user = { id: newId(), emailCanonical: 'anna@example.test' } as User;

/** What each service was asked for, in order. */
async function revoke(revocation: Revocation) {
  const asked: [string, unknown?][] = [];
  const note = <T>(name: string, answer: T) => ({
    [name.split('.')[1]!]: (...[, , what]: unknown[]) => {
      asked.push([name, what]);
      return Promise.resolve(answer);
    },
  });
  const sessions = {
    endAll: (_unit: unknown, what: unknown) => {
      asked.push(['sessions.endAll', what]);
      return Promise.resolve(2);
    },
  };
  const service = new CredentialRevocation(
    sessions as never,
    note('tokens.cancelAll', undefined) as never,
    note('links.cancel', undefined) as never,
    note('challenges.endAll', undefined) as never,
    note('devices.forgetOthers', ['gone']) as never,
    note('backOff.forget', undefined) as never,
    note('registrations.end', undefined) as never,
    {} as never,
  );
  const ended = await service.revoke({ tx: {} } as never, user, revocation);
  return { ended, asked: Object.fromEntries(asked) as Record<string, unknown> };
}

describe('a revocation of credentials', () => {
  it('a change of password keeps the links that undo a sign-in, and pending registrations', async () => {
    const { asked } = await revoke({ reason: 'password_changed' });
    expect(asked['links.cancel']).toBe('password_changed');
    expect(asked).not.toHaveProperty(['registrations.end']);
  });

  it.each(['password_reset', 'account_taken_over'] as const)(
    '%s deletes the links of sign-ins and the pending registrations',
    async (reason) => {
      const { asked } = await revoke({ reason });
      expect(asked['links.cancel']).toBe(reason);
      expect(asked).toHaveProperty(['registrations.end']);
    },
  );

  it('a change of password keeps its own session and device, and ends the others', async () => {
    const { ended, asked } = await revoke({
      reason: 'password_changed',
      exceptSessionId: 'own',
      keptDeviceIds: ['mine'],
    });
    expect(ended).toBe(2);
    expect(asked['sessions.endAll']).toEqual({
      userId: user.id,
      reason: 'password_changed',
      exceptId: 'own',
    });
    expect(asked['devices.forgetOthers']).toMatchObject({ ids: ['mine'] });
  });

  it('failed logins are forgotten with the devices that were forgotten', async () => {
    const { asked } = await revoke({ reason: 'password_reset' });
    expect(asked['backOff.forget']).toEqual(['gone']);
    expect(asked).toHaveProperty(['tokens.cancelAll']);
  });
});
