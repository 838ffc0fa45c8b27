import type { Rights } from './authority.js';
import { readRights, toUnitPaths, toUnitsPage } from './http-units.js';
import { PermissionSets } from './permission-sets.js';

const rights: Rights = { permissions: [], roles: [], roleIds: [] };
const role = { id: 'r', name: 'editor', permissions: ['a'], requires_mfa: false };
const units = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => ({ id: `u${from + index}`, roles: [0] }));
const wanted = { userId: 'u', etag: undefined, most: 5 };

/** Answers these pages in turn. */
function pages(...bodies: (Record<string, unknown> | null)[]) {
  const asked: string[] = [];
  const ask = (query: string) => {
    asked.push(query);
    const body = bodies.shift();
    return Promise.resolve(body ? { rights, body } : null);
  };
  return { ask, asked };
}

describe('the units of a user, read in pages', () => {
  it('are those of all pages', async () => {
    const { ask, asked } = pages(
      { version: '1', unit_roles: [role], units: units(0, 2), next_cursor: 'u1' },
      { version: '1', units: units(2, 3), next_cursor: null },
    );
    const read = await readRights(ask, wanted);
    expect(read?.atUnits).toMatchObject({ units: units(0, 3) });
    expect(asked).toEqual(['user=u&units=true', 'user=u&units=true&cursor=u1']);
  });

  it('are read again if the version changes between the pages', async () => {
    const { ask } = pages(
      { version: '1', unit_roles: [role], units: units(0, 2), next_cursor: 'u1' },
      { version: '2', units: units(2, 3), next_cursor: null },
      { version: '2', unit_roles: [role], units: units(4, 5), next_cursor: null },
    );
    expect((await readRights(ask, wanted))?.atUnits).toMatchObject({ units: units(4, 5) });
  });

  it('are given up if they change each time, and are not held if there are too many', async () => {
    const restless = (query: string) =>
      Promise.resolve({
        rights,
        body: { version: query, unit_roles: [role], units: units(0, 1), next_cursor: 'u' },
      });
    await expect(readRights(restless, wanted)).rejects.toThrow('kept changing');
    const endless = () =>
      Promise.resolve({
        rights,
        body: { version: '1', unit_roles: [role], units: units(0, 3), next_cursor: 'u' },
      });
    expect((await readRights(endless, wanted))?.atUnits).toBe('too-many');
  });

  it('are absent in the answer of a server that does not know units', async () => {
    expect(await readRights(pages({ version: '1' }).ask, wanted)).toEqual(rights);
    expect(await readRights(pages(null).ask, wanted)).toBeNull();
  });

  it.each([
    { units: [{ id: 'u', roles: [1] }] },
    { units: [{ id: 'u', roles: [-1] }] },
    { units: [{ id: '', roles: [] }] },
    { units: 'u' },
    { units: [], unit_roles: [{ ...role, requires_mfa: undefined }] },
  ])('are refused as %j', async (wrong) => {
    const { ask } = pages({ version: '1', unit_roles: [role], next_cursor: null, ...wrong });
    await expect(readRights(ask, wanted)).rejects.toThrow('not of the protocol');
  });

  it('Wrong answers about paths and lists are refused', () => {
    expect(() => toUnitPaths({ units: [{ id: 'a', path: 'a' }] })).toThrow('protocol');
    expect(() => toUnitsPage({ everywhere: 'no', units: [] })).toThrow('protocol');
  });
});

describe('the units of all users together', () => {
  it('are bounded: users who were not asked for lately are dropped, users without units are not', async () => {
    const sets = new PermissionSets({
      clock: () => 0,
      maxUsers: 1000,
      maxUnits: 100,
      fetchRights: (userId) =>
        Promise.resolve({
          ...rights,
          atUnits: {
            roles: [],
            units: userId.startsWith('plain')
              ? []
              : Array.from({ length: 10 }, (_, index) => ({ id: `${userId}-${index}`, roles: [] })),
          },
        }),
    });
    await sets.load('plain');
    for (let user = 0; user < 50; user += 1) await sets.load(`user${user}`);
    const held = Array.from({ length: 50 }, (_, user) => sets.peek(`user${user}`)).filter(Boolean);
    expect(held.length).toBeLessThanOrEqual(10);
    expect(sets.peek('user49')).toBeDefined();
    expect(sets.peek('plain')).toBeDefined();
  });
});
