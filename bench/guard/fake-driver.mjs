import { testing } from './package-under-test.mjs';

/**
 * What `propagation.mjs` needs of a server, here of the fake one. A driver for another server exports the same
 * `startDriver()`; it is chosen by `--driver ./file.mjs`.
 */
export async function startDriver() {
  const fake = await testing.FakeGatehouse.start();
  return {
    issuer: fake.issuer,
    service: fake.service,
    appToken: fake.appToken,
    /** A signed-in user without any permission: `{accessToken, userId, sessionId}`. */
    signIn: () => Promise.resolve(fake.signIn()),
    /** Gives the user `orders:read`; resolves when it is committed. */
    grant: (userId) => Promise.resolve(fake.grant(userId, 'orders:read')),
    endSession: (sessionId) => Promise.resolve(fake.endSession(sessionId)),
    /** The number of calls of the guards to the server so far, by route. */
    calls: () => Promise.resolve({ ...fake.calls }),
    close: () => fake.close(),
  };
}
