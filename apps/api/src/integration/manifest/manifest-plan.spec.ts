import { orphansOf, planPermissions, planRoles } from './manifest-plan.js';

const read = { id: 'p1', name: 'orders:read', description: 'Read orders', heldBy: ['clerk'] };
const role = {
  name: 'Clerk',
  description: null,
  permissions: ['orders:read'],
  isDefault: false,
  requiresMfa: false,
};
const clerk = { id: 'r1', name: 'clerk', nameCanonical: 'clerk', requiresMfa: false };

describe('the merge of a manifest', () => {
  it('a manifest creates a permission that the service does not have', () => {
    const declared = { name: 'orders:write', description: null };
    expect(planPermissions([read], [declared])).toEqual([{ kind: 'created', declared }]);
  });

  it('a manifest replaces the description of a permission when it has another', () => {
    const description = 'Read all orders';
    const declared = { name: 'orders:read', description };
    const step = { kind: 'updated', id: 'p1', description, declared };
    expect(planPermissions([read], [declared])).toEqual([step]);
  });

  it.each([null, 'Read orders'])(
    'a manifest leaves a permission unchanged when it declares the description %j',
    (description) => {
      const declared = { name: 'orders:read', description };
      expect(planPermissions([read], [declared])).toEqual([{ kind: 'unchanged', declared }]);
    },
  );

  it('a manifest keeps a permission that it does not name, and reports the roles that hold it', () => {
    expect(orphansOf([read], [])).toEqual([{ name: 'orders:read', heldBy: ['clerk'] }]);
    expect(orphansOf([read], [{ name: 'orders:read', description: null }])).toEqual([]);
  });

  it('a manifest creates a role that the service does not have', () => {
    expect(planRoles([], [role], [])).toEqual([{ kind: 'created', role }]);
  });

  it('a manifest gives an existing role no existing permission', () => {
    expect(planRoles([clerk], [role], [])).toEqual([{ kind: 'unchanged', known: clerk }]);
  });

  it('a manifest gives nothing to an existing role that does not require the two factors it declares', () => {
    const wider = { ...role, permissions: ['orders:write'], requiresMfa: true };
    const step = { kind: 'withoutMfa', known: clerk };
    expect(planRoles([clerk], [wider], ['orders:write'])).toEqual([step]);
  });

  it('a manifest extends a role for which an administrator requires two factors, and does not undo that', () => {
    const strict = { ...clerk, requiresMfa: true };
    const wider = { ...role, permissions: ['orders:write'] };
    expect(planRoles([strict], [wider], ['orders:write'])).toEqual([
      { kind: 'extended', known: strict, permissions: ['orders:write'] },
    ]);
  });

  it('a manifest gives an existing role its new permissions, whatever the case of its name', () => {
    const wider = { ...role, permissions: ['orders:read', 'orders:write'] };
    expect(planRoles([clerk], [wider], ['orders:write'])).toEqual([
      { kind: 'extended', known: clerk, permissions: ['orders:write'] },
    ]);
  });
});
