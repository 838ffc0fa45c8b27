import fc from 'fast-check';
import { countingAt, PermissionSets, toLeveledSet } from './permission-sets.js';
import type { Rights } from './authority.js';

const USER = 'u1';

const ticks = async (count: number) => {
  for (let i = 0; i < count; i += 1) await new Promise((resolve) => setImmediate(resolve));
};

const rights = (version: number): Rights => ({
  permissions: [`v${version}`],
  roles: [],
  roleIds: ['r1'],
  etag: `"${version}"`,
});

const versionOf = ({ permissions }: { permissions: ReadonlySet<string> }) =>
  Number([...permissions][0]!.slice(1));

/** A server with delayed requests and answers, and a feed that lags behind. */
class World {
  version = 0;
  told = 0;
  fetches = 0;
  private turn = 0;
  private readonly pending: number[] = [];
  readonly sets: PermissionSets;

  constructor(private readonly delays: readonly number[]) {
    this.sets = new PermissionSets({
      clock: () => 0,
      maxUsers: 10,
      fetchRights: async (_userId, etag) => {
        this.fetches += 1;
        await ticks(this.delay());
        const { version } = this;
        await ticks(this.delay());
        return etag === `"${version}"` ? null : rights(version);
      },
    });
  }

  change(): void {
    this.version += 1;
    this.pending.push(this.version);
  }

  tell(how: 'user' | 'role' | 'all'): void {
    const version = this.pending.shift();
    if (version === undefined) return;
    this.told = version;
    if (how === 'user') this.sets.forgetUser(USER);
    else if (how === 'role') this.sets.forgetRole('r1');
    else this.sets.forgetAll();
  }

  /** The version that a request gets now. */
  async read(): Promise<number> {
    return versionOf(this.sets.peek(USER) ?? (await this.sets.load(USER)));
  }

  private delay(): number {
    this.turn += 1;
    return this.delays[this.turn % this.delays.length]!;
  }
}

describe('PermissionSets', () => {
  it('a request never gets permissions older than the last change announced before it, in any order of events', async () => {
    const step = fc.record({
      what: fc.constantFrom('change', 'tell', 'change and tell', 'read', 'read', 'wait', 'wait'),
      how: fc.constantFrom<'user' | 'role' | 'all'>('user', 'role', 'all'),
    });
    const delays = fc.array(fc.nat(4), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 20, maxLength: 60 }),
        delays,
        async (steps, lags) => {
          const world = new World(lags);
          await world.read();
          const reads: Promise<void>[] = [];
          for (const { what, how } of steps) {
            if (what.startsWith('change')) world.change();
            if (what.endsWith('tell')) world.tell(how);
            if (what === 'wait') await ticks(1);
            if (what === 'read') {
              const atLeast = world.told;
              const check = (version: number) => expect(version).toBeGreaterThanOrEqual(atLeast);
              reads.push(world.read().then(check));
            }
          }
          for (let i = 0; i < steps.length; i += 1) world.tell('user');
          await Promise.all(reads);
          expect(await world.read()).toBe(world.version);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('concurrent requests of one user cause one fetch of permissions', async () => {
    const world = new World([2]);
    await Promise.all(Array.from({ length: 100 }, () => world.read()));
    expect(world.fetches).toBe(1);
  });

  it('permissions of a bounded number of users are fetched at a time', async () => {
    let running = 0;
    let most = 0;
    const sets = new PermissionSets({
      clock: () => 0,
      maxUsers: 1000,
      fetchRights: async () => {
        running += 1;
        most = Math.max(most, running);
        await ticks(2);
        running -= 1;
        return rights(1);
      },
    });
    await Promise.all(Array.from({ length: 500 }, (_, i) => sets.load(`u${i}`)));
    expect(most).toBe(32);
  });

  it('after a failed fetch nothing is allowed, and the next fetch succeeds', async () => {
    const world = new World([0]);
    const failing = jest
      .spyOn(world.sets['options'], 'fetchRights')
      .mockRejectedValueOnce(new Error('down'));
    await expect(world.sets.load(USER)).rejects.toMatchObject({ code: 'AUTH_UNAVAILABLE' });
    expect(await world.read()).toBe(0);
    expect(failing).toHaveBeenCalledTimes(2);
  });
});

describe('A permission set by level', () => {
  const names = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 4 });

  it('what counts with one factor counts with two', () => {
    fc.assert(
      fc.property(names, names, names, names, (permissions, roles, aal2Permissions, aal2Roles) => {
        const set = toLeveledSet({ permissions, roles, aal2Permissions, aal2Roles, roleIds: [] });
        const [one, two] = [countingAt('aal1', set), countingAt('aal2', set)];
        expect(one.permissions).toEqual(new Set(permissions));
        expect(two.permissions).toEqual(new Set([...permissions, ...aal2Permissions]));
        expect(one.roles).toEqual(new Set(roles));
        expect(two.roles).toEqual(new Set([...roles, ...aal2Roles]));
      }),
    );
  });

  it.each([undefined, '', 'aal1', 'AAL2', 'aal3', 'https://example.org/loa'])(
    'a level that is not known to have two factors (%s) counts as one factor',
    (acr) => {
      const aal2Permissions = ['b'];
      const set = toLeveledSet({ permissions: ['a'], roles: [], roleIds: [], aal2Permissions });
      expect([...countingAt(acr, set).permissions]).toEqual(['a']);
    },
  );

  it('the rights that an older server tells are the same at both levels', () => {
    const set = toLeveledSet({ permissions: ['a'], roles: ['r'], roleIds: ['1'] });
    expect(set.aal2).toEqual({ permissions: new Set(['a']), roles: new Set(['r']) });
  });
});
