import fc from 'fast-check';
import { can, countingAtUnit, placed } from './evaluate.js';
import type { UnitGrantRow } from './unit-roles.store.js';

const AT_GERMANY: UnitGrantRow = {
  userId: 'anna',
  unitId: 'germany',
  roleId: 'editor',
  serviceId: 'orders',
  roleName: 'editor',
  roleRequiresMfa: false,
  serviceName: 'orders',
  isOfUnit: false,
  permissions: ['orders:read', 'orders:write'],
};

const held = (row: Partial<UnitGrantRow>) => ({
  everywhere: [],
  atUnits: [{ ...AT_GERMANY, ...row }],
});

const asked = { permission: 'orders:write', serviceId: 'orders', acr: 'aal1' } as const;

describe('what counts at a unit', () => {
  it('A role counts at a unit if it is held at one of the path, and without a unit not at all', () => {
    expect(can({ ...asked, path: ['berlin', 'germany', 'europe'] }, held({}))).toBe(true);
    expect(can({ ...asked, path: ['europe'] }, held({}))).toBe(false);
    expect(can({ ...asked, path: [] }, held({}))).toBe(false);
    expect(can({ ...asked, path: null }, held({}))).toBe(false);
  });

  it('A role of another service does not count, nor does one that requires two factors with one', () => {
    const path = ['germany'];
    expect(can({ ...asked, path }, held({ serviceId: 'stock', serviceName: 'stock' }))).toBe(false);
    expect(can({ ...asked, path }, held({ roleRequiresMfa: true }))).toBe(false);
    expect(can({ ...asked, acr: 'aal2', path }, held({ roleRequiresMfa: true }))).toBe(true);
  });

  it('Of a role of auth_service only organization:* counts at a unit', () => {
    const permissions = ['organization:read', 'role:write', 'user:delete'];
    const row = { ...AT_GERMANY, serviceId: 'auth', serviceName: 'auth_service', permissions };
    expect(placed(row).map(({ permission }) => permission)).toEqual(['organization:read']);
    const rows = countingAtUnit(['germany'], { everywhere: [], atUnits: [row] });
    expect(rows.map(({ permission }) => permission)).toEqual(['organization:read']);
  });

  it('A longer path never takes what counts, and what counts comes from a unit of the path', () => {
    const units = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    const paths = fc.uniqueArray(units, { maxLength: 5 });
    const rows = fc.array(
      fc.record({ unitId: units, roleRequiresMfa: fc.boolean() }).map((row) => ({
        ...AT_GERMANY,
        ...row,
      })),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(
        paths,
        paths,
        rows,
        fc.constantFrom('aal1', 'aal2'),
        (path, more, atUnits, acr) => {
          const may = (units: string[]) =>
            can({ ...asked, acr, path: units }, { everywhere: [], atUnits });
          const expected = atUnits.some(
            (row) => path.includes(row.unitId) && (acr === 'aal2' || !row.roleRequiresMfa),
          );
          expect(may(path)).toBe(expected);
          if (may(path)) expect(may([...path, ...more])).toBe(true);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
