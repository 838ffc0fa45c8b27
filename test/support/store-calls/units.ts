import { newId } from '#libs/kernel';
import { EndingRolesStore } from '../../../apps/api/src/rbac/at-units/ending-roles.store.js';
import { MemberListsStore } from '../../../apps/api/src/units/member-lists.store.js';
import { MembersStore } from '../../../apps/api/src/units/members.store.js';
import { OwnersStore } from '../../../apps/api/src/units/owners.store.js';
import { UnitTreeStore } from '../../../apps/api/src/units/unit-tree.store.js';
import { UnitsStore } from '../../../apps/api/src/units/units.store.js';
import { idOf } from '../filled-schema.js';
import { callsOf } from './store-call.js';

const user = idOf('user', 4321);
/** An organization of ten thousand units, one of about ten, and a unit of each. */
const large = idOf('unit', 1);
const small = idOf('unit', 77);
const inLarge = idOf('unit', 4321);
const owner = idOf('user', 77);
const page = { after: null, limit: 51 };
const later = { after: idOf('unit', 9), limit: 51 };

const rootOf = (id: string) => ({
  id,
  rootId: id,
  parentId: null,
  name: 'unit',
  slug: 'unit',
  createdAt: new Date(),
  updatedAt: new Date(),
});

/** Organizations, their units, members and owners, and the roles that end with these. */
export const unitCalls = [
  ...callsOf(new UnitsStore(), {
    listChildren: (store, tx) => store.listChildren(tx, rootOf(small), page),
    'listChildren: of many, a later page': (store, tx) =>
      store.listChildren(tx, rootOf(large), later),
    listBelow: (store, tx) => store.listBelow(tx, small, { depth: 2, most: 1001 }),
    listRoots: (store, tx) => store.listRoots(tx, user, null, page),
    'listRoots: a later page': (store, tx) => store.listRoots(tx, user, null, later),
    listRootsOf: (store, tx) => store.listRootsOf(tx, user, null, page),
  }),
  ...callsOf(new UnitTreeStore(), {
    insert: (store, tx) =>
      store.insert(tx, { id: newId(), rootId: small, parentId: small, name: 'N', slug: 'n' }),
    listTaken: (store, tx) => store.listTaken(tx, small, ['unit', 'unit-2']),
    'listTaken: of organizations': (store, tx) => store.listTaken(tx, null, ['unit7', 'unit-2']),
    hasAsMany: (store, tx) => store.hasAsMany(tx, small, 100),
    heightOf: (store, tx) => store.heightOf(tx, small),
    update: (store, tx) => store.update(tx, small, { name: 'other' }),
    move: (store, tx) => store.move(tx, inLarge, large),
    lockBelow: (store, tx) => store.lockBelow(tx, small),
    deleteBelow: (store, tx) => store.deleteBelow(tx, small),
  }),
  ...callsOf(new MembersStore(), {
    insert: (store, tx) => store.insert(tx, { unitId: small, rootId: small, userId: user }),
    hasAsMany: (store, tx) => store.hasAsMany(tx, user, 10_000),
    lockUnitsOf: (store, tx) => store.lockUnitsOf(tx, large, user),
    listUnitsBelow: (store, tx) => store.listUnitsBelow(tx, small, owner),
    delete: (store, tx) => store.delete(tx, user, [inLarge]),
    lockBelow: (store, tx) => store.lockBelow(tx, small),
  }),
  ...callsOf(new MemberListsStore(), {
    listOfUnit: (store, tx) => store.listOfUnit(tx, inLarge, page),
    listOfOrganization: (store, tx) => store.listOfOrganization(tx, large, page),
    'listOfOrganization: a later page': (store, tx) => store.listOfOrganization(tx, large, later),
    listBelow: (store, tx) => store.listBelow(tx, small, page),
    listOwners: (store, tx) => store.listOwners(tx, small, page),
  }),
  ...callsOf(new OwnersStore(), {
    insert: (store, tx) => store.insert(tx, small, owner),
    delete: (store, tx) => store.delete(tx, small, owner),
    hasOther: (store, tx) => store.hasOther(tx, small, owner),
    countOf: (store, tx) => store.countOf(tx, owner),
  }),
  ...callsOf(new EndingRolesStore(), {
    deleteBelow: (store, tx) =>
      store.deleteBelow(tx, { userId: user, rootId: large, unitId: inLarge }),
    deleteOutside: (store, tx) => store.deleteOutside(tx, large, [user, owner]),
    countBelow: (store, tx) => store.countBelow(tx, small),
    deleteOfUsersBelow: (store, tx) => store.deleteOfUsersBelow(tx, small),
  }),
];
