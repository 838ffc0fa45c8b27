import type { ValidatedCache, ValidatedCaches } from '#api/platform/changes';
import type { Database } from '#libs/database';
import type { SessionLife } from './session-life.js';
import { SessionStates } from './session-states.service.js';
import type { SessionState, SessionsStore } from './sessions.store.js';

const NOW = new Date('2026-01-01T00:00:00Z');
const account = {
  email: 'ann@example.test',
  firstName: null,
  lastName: null,
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
    recall: () => undefined,
  };
  const store: Pick<SessionsStore, 'findState'> = {
    findState() {
      loads.count += 1;
      return Promise.resolve(inDatabase.state);
    },
  };
  const states = new SessionStates(
    { checks: {} } as unknown as Database,
    store as SessionsStore,
    { now: () => NOW } as SessionLife,
    {
      create: () => cache,
      within: (_lane: string, load: () => unknown) => load(),
    } as unknown as ValidatedCaches,
  );
  return { states, loads };
}

describe('whether a session is alive', () => {
  it('is read once and then remembered', async () => {
    const { states, loads } = over({ state: { userId: 'u', expiresAt: later(60), account } });
    expect(await states.findAlive('s', 'u')).not.toBeNull();
    expect(await states.findAlive('s', 'u')).not.toBeNull();
    expect(loads.count).toBe(1);
  });

  it('is denied for one that is not there, has ended or is another user’s', async () => {
    expect(await over({ state: null }).states.findAlive('s', 'u')).toBeNull();
    const others = over({ state: { userId: 'v', expiresAt: later(60), account } });
    expect(await others.states.findAlive('s', 'u')).toBeNull();
  });

  it('is asked of the database again before a remembered session counts as expired', async () => {
    const inDatabase = { state: { userId: 'u', expiresAt: later(-1), account } };
    const { states, loads } = over(inDatabase);
    expect(await states.findAlive('s', 'u')).toBeNull();
    inDatabase.state = { userId: 'u', expiresAt: later(60), account };
    expect(await states.findAlive('s', 'u')).not.toBeNull();
    expect(loads.count).toBe(3);
  });

  it('ends in the very second of its expiry', async () => {
    const { states } = over({ state: { userId: 'u', expiresAt: NOW, account } });
    expect(await states.findAlive('s', 'u')).toBeNull();
  });
});
