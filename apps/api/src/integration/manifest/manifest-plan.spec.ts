import { orphansOf, planPermissions, planRoles } from './manifest-plan.js';

const read = { id: 'p1', name: 'orders:read', description: 'Read orders', heldBy: ['clerk'] };
const role = { name: 'Clerk', description: null, permissions: ['orders:read'], isDefault: false };
const clerk = { id: 'r1', name: 'clerk', nameCanonical: 'clerk' };

describe('the merge of a manifest', () => {
  it('creates a permission that the service does not have', () => {
    const declared = { name: 'orders:write', description: null };
    expect(planPermissions([read], [declared])).toEqual([{ kind: 'created', declared }]);
  });

  it('replaces the description of a permission where it gives another', () => {
    const description = 'Read all orders';
    const declared = { name: 'orders:read', description };
    const step = { kind: 'updated', id: 'p1', description, declared };
    expect(planPermissions([read], [declared])).toEqual([step]);
  });

  it.each([null, 'Read orders'])(
    'leaves a permission as it is where it declares the description %j',
    (description) => {
      const declared = { name: 'orders:read', description };
      expect(planPermissions([read], [declared])).toEqual([{ kind: 'unchanged', declared }]);
    },
  );

  it('keeps a permission that it does not name, and tells which roles hold it', () => {
    expect(orphansOf([read], [])).toEqual([{ name: 'orders:read', heldBy: ['clerk'] }]);
    expect(orphansOf([read], [{ name: 'orders:read', description: null }])).toEqual([]);
  });

  it('creates a role that the service does not have', () => {
    expect(planRoles([], [role], [])).toEqual([{ kind: 'created', role }]);
  });

  it('gives a role that is there no permission that was there before', () => {
    expect(planRoles([clerk], [role], [])).toEqual([{ kind: 'unchanged', known: clerk }]);
  });

  it('gives a role that is there the permissions that are new, whatever the case of its name', () => {
    const wider = { ...role, permissions: ['orders:read', 'orders:write'] };
    expect(planRoles([clerk], [wider], ['orders:write'])).toEqual([
      { kind: 'extended', known: clerk, permissions: ['orders:write'] },
    ]);
  });
});
