import type { ValidatedCache, ValidatedCaches } from '#api/platform/changes';
import type { AccessTokens } from '#api/signing-keys';
import type { Database } from '#libs/database';
import type { Clock } from '#libs/kernel';
import type { SeenSessions } from './seen-sessions.service.js';
import { SessionAccess } from './session-access.service.js';
import type { SessionState, SessionsStore } from './sessions.store.js';

const NOW = new Date('2026-01-01T00:00:00Z');
const account = {
  email: 'ann@example.test',
  firstName: null,
  lastName: null,
  locale: null,
  isEmailVerified: true,
  createdAt: new Date('2026-01-01T00:00:00Z'),
  lastLogin: null,
};
const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);

/** A cache that never forgets, so that what is stale stays stale. */
function over(inDatabase: { state: SessionState | null }) {
  let remembered: { state: SessionState | null } | undefined;
  const loads = { count: 0 };
  const cache: ValidatedCache<SessionState | null> = {
    async get(_key, _markers, load) {
      remembered ??= { state: await load() };
      return remembered.state;
    },
    find: () => undefined,
  };
  const store: Pick<SessionsStore, 'findState'> = {
    findState() {
      loads.count += 1;
      return Promise.resolve(inDatabase.state);
    },
  };
  const access = new SessionAccess(
    { checks: {} } as unknown as Database,
    store as SessionsStore,
    { now: () => NOW } as Clock,
    {} as AccessTokens,
    {} as SeenSessions,
    {
      create: () => cache,
      within: (_lane: string, load: () => unknown) => load(),
    } as unknown as ValidatedCaches,
  );
  return { access, loads };
}

describe('a live session', () => {
  it('the state of a session is read once and then remembered', async () => {
    const { access, loads } = over({ state: { userId: 'u', expiresAt: later(60), account } });
    expect(await access.findLive('s', 'u')).not.toBeNull();
    expect(await access.findLive('s', 'u')).not.toBeNull();
    expect(loads.count).toBe(1);
  });

  it('a session that is missing, has ended or is another user’s is not live', async () => {
    expect(await over({ state: null }).access.findLive('s', 'u')).toBeNull();
    const others = over({ state: { userId: 'v', expiresAt: later(60), account } });
    expect(await others.access.findLive('s', 'u')).toBeNull();
  });

  it('the database is asked again before a remembered session counts as expired', async () => {
    const inDatabase = { state: { userId: 'u', expiresAt: later(-1), account } };
    const { access, loads } = over(inDatabase);
    expect(await access.findLive('s', 'u')).toBeNull();
    inDatabase.state = { userId: 'u', expiresAt: later(60), account };
    expect(await access.findLive('s', 'u')).not.toBeNull();
    expect(loads.count).toBe(3);
  });

  it('a session is not live from the moment of its expiry on', async () => {
    const { access } = over({ state: { userId: 'u', expiresAt: NOW, account } });
    expect(await access.findLive('s', 'u')).toBeNull();
  });
});
