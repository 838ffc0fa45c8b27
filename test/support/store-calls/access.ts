import { newId } from '#libs/kernel';
import { AppTokensStore } from '../../../apps/api/src/app-tokens/app-tokens.store.js';
import { ServiceCallersStore } from '../../../apps/api/src/app-tokens/callers/service-callers.store.js';
import { TokenUsageStore } from '../../../apps/api/src/app-tokens/token-usage.store.js';
import { ManifestStore } from '../../../apps/api/src/integration/manifest/manifest.store.js';
import { AssignmentsStore } from '../../../apps/api/src/rbac/assignments.store.js';
import { PermissionsStore } from '../../../apps/api/src/rbac/permissions.store.js';
import { RolesStore } from '../../../apps/api/src/rbac/roles.store.js';
import { ServicesStore } from '../../../apps/api/src/services/services.store.js';
import { hashOf, idOf } from '../filled-schema.js';
import { callsOf, dayAgo } from './store-call.js';

const user = idOf('user', 4321);
const large = idOf('service', 1);
const small = idOf('service', 77);
const role = idOf('role', 1);
const rare = idOf('role', 2000);
const permission = idOf('permission', 9);
const token = idOf('token', 9);
const page = { after: null, limit: 51 };
const later = { after: idOf('permission', 7), limit: 51 };
const now = new Date();

export const accessCalls = [
  ...callsOf(new ServicesStore(), {
    findById: (store, tx) => store.findById(tx, small),
    findByName: (store, tx) => store.findByName(tx, 'service77'),
    lockById: (store, tx) => store.lockById(tx, small),
    list: (store, tx) => store.list(tx, page),
    'list: a later page': (store, tx) => store.list(tx, later),
    insert: (store, tx) => store.insert(tx, { id: newId(), name: 'new', description: null }),
    update: (store, tx) => store.update(tx, small, { name: 'other' }),
    delete: (store, tx) => store.delete(tx, idOf('service', 78)),
  }),
  ...callsOf(new PermissionsStore(), {
    findById: (store, tx) => store.findById(tx, permission),
    lockById: (store, tx) => store.lockById(tx, permission),
    list: (store, tx) => store.list(tx, null, page),
    'list: of a service': (store, tx) => store.list(tx, small, page),
    'list: of a large service, a later page': (store, tx) => store.list(tx, large, later),
    listGrantable: (store, tx) => store.listGrantable(tx, small, ['thing76:read', newId()]),
    lockGrantable: (store, tx) => store.lockGrantable(tx, small, ['thing76:read', newId()]),
    'lockGrantable: of a large service': (store, tx) =>
      store.lockGrantable(tx, large, ['thing9:read', permission]),
    isChosenByRole: (store, tx) => store.isChosenByRole(tx, permission),
    insert: (store, tx) =>
      store.insert(tx, { id: newId(), serviceId: large, name: 'new:read', description: null }),
    update: (store, tx) => store.update(tx, permission, { name: 'other:read' }),
    isTaken: (store, tx) => store.isTaken(tx, large, 'thing8:read', permission),
    delete: (store, tx) => store.delete(tx, permission),
  }),
  ...callsOf(new RolesStore(), {
    findById: (store, tx) => store.findById(tx, role),
    findByName: (store, tx) => store.findByName(tx, large, 'role9'),
    lockById: (store, tx) => store.lockById(tx, role),
    list: (store, tx) => store.list(tx, small, page),
    'list: of a large service, a later page': (store, tx) => store.list(tx, large, later),
    insert: (store, tx) =>
      store.insert(tx, {
        id: newId(),
        serviceId: large,
        name: 'new',
        description: null,
        isDefault: false,
        holdsAll: false,
        requiresMfa: false,
      }),
    update: (store, tx) => store.update(tx, role, { name: 'other' }),
    replacePermissions: (store, tx) => store.replacePermissions(tx, role, [permission]),
    addPermissions: (store, tx) => store.addPermissions(tx, role, [permission]),
    clearHoldsAll: (store, tx) => store.clearHoldsAll(tx, role),
    addToRolesHoldingAll: (store, tx) => store.addToRolesHoldingAll(tx, large, permission),
    delete: (store, tx) => store.delete(tx, rare),
  }),
  ...callsOf(new AssignmentsStore(), {
    listOfUser: (store, tx) => store.listOfUser(tx, user, large, page),
    'listOfUser: of many': (store, tx) => store.listOfUser(tx, idOf('user', 7), large, later),
    listHeld: (store, tx) => store.listHeld(tx, user, 1000),
    listServicesOfUser: (store, tx) => store.listServicesOfUser(tx, user, page),
    insert: (store, tx) =>
      store.insert(tx, { id: newId(), userId: user, serviceId: large, roleId: rare }),
    delete: (store, tx) => store.delete(tx, { userId: user, serviceId: large, roleId: role }),
    listHolders: (store, tx) => store.listHolders(tx, role, 101),
    hasActiveHolder: (store, tx) => store.hasActiveHolder(tx, rare, user),
    isUser: (store, tx) => store.isUser(tx, user),
    holds: (store, tx) => store.holds(tx, role, user),
    holdsAny: (store, tx) => store.holdsAny(tx, large, user),
    listGrants: (store, tx) => store.listGrants(tx, [user], large),
    listGrantsIn: (store, tx) => store.listGrantsIn(tx, [user], large),
    listPermissionsOf: (store, tx) => store.listPermissionsOf(tx, user, large),
    listPermissionsOfHolders: (store, tx) =>
      store.listPermissionsOfHolders(tx, { id: idOf('role', 77), serviceId: small }, user),
    isHeldByOthers: (store, tx) => store.isHeldByOthers(tx, small, user),
  }),
  ...callsOf(new ManifestStore(), {
    listPermissions: (store, tx) => store.listPermissions(tx, small),
    listRoles: (store, tx) => store.listRoles(tx, small),
  }),
  ...callsOf(new AppTokensStore(), {
    findState: (store, tx) => store.findState(tx, token),
    findStateForUpdate: (store, tx) => store.findStateForUpdate(tx, token),
    findByHashes: (store, tx) => store.findByHashes(tx, [hashOf('token', 9)]),
    list: (store, tx) => store.list(tx, small, page),
    'list: of a large service, a later page': (store, tx) => store.list(tx, large, later),
    insert: (store, tx) =>
      store.insert(tx, {
        id: newId(),
        serviceId: large,
        name: 'new',
        tokenHash: Buffer.alloc(32),
        prefix: 'gh_',
        scopes: [],
        allowedNetworks: [],
        expiresAt: null,
        createdAt: now,
        createdBy: user,
        madeIn: idOf('session', 9),
      }),
    listMintedBy: (store, tx) => store.listMintedBy(tx, user, 1000),
    rotate: (store, tx) =>
      store.rotate(tx, token, {
        tokenHash: Buffer.alloc(32),
        prefix: 'gh_',
        previousExpiresAt: now,
        madeIn: idOf('session', 9),
      }),
    revokeMadeIn: (store, tx) =>
      store.revokeMadeIn(tx, idOf('user', 7), [idOf('session', 7), idOf('session', 8)]),
    revoke: (store, tx) => store.revoke(tx, token),
    delete: (store, tx) => store.delete(tx, token),
  }),
  ...callsOf(new ServiceCallersStore(), {
    lockService: (store, tx) => store.lockService(tx, small),
    holdCaller: (store, tx) => store.holdCaller(tx, small),
    findDeclared: (store, tx) => store.findDeclared(tx, small),
    setDeclared: (store, tx) => store.setDeclared(tx, small, ['orders:sync']),
    listOrphaned: (store, tx) => store.listOrphaned(tx, small, ['orders:sync']),
    find: (store, tx) => store.find(tx, { serviceId: large, callerId: small }),
    listGrantedBy: (store, tx) => store.listGrantedBy(tx, user, 1000),
    findScopes: (store, tx) => store.findScopes(tx, { serviceId: large, callerId: small }),
    list: (store, tx) => store.list(tx, small, page),
    'list: of a large service, a later page': (store, tx) => store.list(tx, large, later),
    put: (store, tx) =>
      store.put(
        tx,
        { serviceId: small, callerId: idOf('service', 90) },
        { scopes: ['orders:sync'], by: user, at: now },
      ),
    delete: (store, tx) => store.delete(tx, { serviceId: large, callerId: small }),
  }),
  ...callsOf(new TokenUsageStore(), {
    add: (store, tx) =>
      store.add(tx, [{ tokenId: token, day: dayAgo(0), count: 3, lastUsed: now }]),
    list: (store, tx) => store.list(tx, [token], dayAgo(30)),
  }),
];
