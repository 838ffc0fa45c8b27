import { newId } from '#libs/kernel';
import { MovedUsersStore } from '../../../apps/api/src/rbac/at-units/moved-users.store.js';
import { UnitAssignmentsStore } from '../../../apps/api/src/rbac/at-units/unit-assignments.store.js';
import { UnitHoldersStore } from '../../../apps/api/src/rbac/at-units/unit-holders.store.js';
import { UnitPlacesStore } from '../../../apps/api/src/rbac/at-units/unit-places.store.js';
import { UnitRolesStore } from '../../../apps/api/src/rbac/at-units/unit-roles.store.js';
import { MembersStore } from '../../../apps/api/src/units/members.store.js';
import { UnitsStore } from '../../../apps/api/src/units/units.store.js';
import { idOf } from '../filled-schema.js';
import { callsOf } from './store-call.js';

const user = idOf('user', 4321);
const unit = idOf('unit', 4321);
const service = idOf('service', 1);
const role = idOf('role', 4322);
const page = { after: null, limit: 51 };

/** Roles that are held at units. */
export const unitRoleCalls = [
  ...callsOf(new UnitsStore(), {
    findById: (store, tx) => store.findById(tx, unit),
    lockTree: (store, tx) => store.lockTree(tx, idOf('unit', 1)),
    listPath: (store, tx) => store.listPath(tx, unit),
    hold: (store, tx) => store.hold(tx, unit),
  }),
  ...callsOf(new MembersStore(), {
    isMember: (store, tx) => store.isMember(tx, idOf('unit', 1), user),
    isOwner: (store, tx) => store.isOwner(tx, idOf('unit', 1), user),
    holdMemberships: (store, tx) => store.holdMemberships(tx, idOf('unit', 1), user),
  }),
  ...callsOf(new UnitRolesStore(), {
    listHeld: (store, tx) => store.listHeld(tx, [user], service),
    listAbove: (store, tx) => store.listAbove(tx, [user]),
  }),
  ...callsOf(new UnitPlacesStore(), {
    listPaths: (store, tx) => store.listPaths(tx, [unit, idOf('unit', 1)]),
    listBelonging: (store, tx) => store.listBelonging(tx, user, [unit, idOf('unit', 1)]),
  }),
  ...callsOf(new UnitHoldersStore(), {
    listHolders: (store, tx) => store.listHolders(tx, role, 101),
    'listHolders: of a role of a unit': (store, tx) =>
      store.listHolders(tx, idOf('role', 4401), 101),
    listPermissionsOfHolders: (store, tx) =>
      store.listPermissionsOfHolders(tx, { id: role, serviceId: service }, user),
    isHeldByOthers: (store, tx) => store.isHeldByOthers(tx, idOf('service', 77), user),
  }),
  ...callsOf(new UnitAssignmentsStore(), {
    findById: (store, tx) => store.findById(tx, unit, idOf('at unit', 4321)),
    findOfUser: (store, tx) => store.findOfUser(tx, { userId: user, unitId: unit, roleId: role }),
    insert: (store, tx) =>
      store.insert(tx, {
        id: newId(),
        unitId: idOf('unit', 9),
        rootId: idOf('unit', 9),
        serviceId: service,
        roleId: idOf('role', 9),
        userId: user,
      }),
    delete: (store, tx) => store.delete(tx, idOf('at unit', 4321)),
    listAt: (store, tx) => store.listAt(tx, unit, page),
    listOfUser: (store, tx) => store.listOfUser(tx, user, service, page),
    countOfUser: (store, tx) => store.countOfUser(tx, user, 10_000),
    listRolesAt: (store, tx) => store.listRolesAt(tx, [unit, idOf('unit', 1)]),
  }),
  ...callsOf(new MovedUsersStore(), {
    listServices: (store, tx) => store.listServices(tx, [unit, idOf('unit', 9)]),
    listConcerned: (store, tx) =>
      store.listConcerned(tx, unit, [idOf('unit', 8), idOf('unit', 9)], 10_001),
  }),
];
