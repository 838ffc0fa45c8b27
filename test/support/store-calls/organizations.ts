import { newId } from '#libs/kernel';
import { MergingUnitsStore } from '../../../apps/api/src/oauth/merging/merging-units.store.js';
import { UnmergingUnitsStore } from '../../../apps/api/src/oauth/merging/unmerging-units.store.js';
import { DomainJoinsStore } from '../../../apps/api/src/organizations/domains/domain-joins.store.js';
import { DomainsStore } from '../../../apps/api/src/organizations/domains/domains.store.js';
import { InvitationListsStore } from '../../../apps/api/src/organizations/invitations/invitation-lists.store.js';
import { InvitationsStore } from '../../../apps/api/src/organizations/invitations/invitations.store.js';
import { GuardedUnitsStore } from '../../../apps/api/src/rbac/at-units/guarded-units.store.js';
import { UnitPersonalDataStore } from '../../../apps/api/src/rbac/at-units/unit-personal-data.store.js';
import { SoleOwnersStore } from '../../../apps/api/src/units/sole-owners.store.js';
import { UnitOutlineStore } from '../../../apps/api/src/units/unit-outline.store.js';
import { idOf } from '../filled-schema.js';
import { callsOf } from './store-call.js';

const user = idOf('user', 4321);
const other = idOf('user', 4322);
const unit = idOf('unit', 4321);
const small = idOf('unit', 77);
const merge = idOf('merge', 77);
const domain = idOf('domain', 1);
const page = { after: null, limit: 51 };
const now = new Date('2026-12-01T00:00:00Z');
const invitation = idOf('invitation', 1);
const anInvitation = {
  id: newId(),
  unitId: small,
  rootId: small,
  email: 'a@example.com',
  emailCanonical: 'a@example.com',
  tokenHash: Buffer.alloc(32),
  invitedBy: user,
  createdAt: now,
  expiresAt: now,
};

/** What accounts, guards, commands and domains ask about organizations. */
export const organizationCalls = [
  ...callsOf(new SoleOwnersStore(), {
    lockOwned: (store, tx) => store.lockOwned(tx, idOf('user', 77)),
    listSoleOwned: (store, tx) => store.listSoleOwned(tx, idOf('user', 77), 100),
  }),
  ...callsOf(new UnitOutlineStore(), {
    listOrganizations: (store, tx) => store.listOrganizations(tx, small, 5),
    findNamed: (store, tx) => store.findNamed(tx, { slug: 'unit77' }),
    'findNamed: by id': (store, tx) => store.findNamed(tx, { id: unit }),
    listBelow: (store, tx) => store.listBelow(tx, small, 100),
  }),
  ...callsOf(new MergingUnitsStore(), {
    lockOrganizations: (store, tx) => store.lockOrganizations(tx, user),
    listMemberships: (store, tx) => store.listMemberships(tx, user, other),
    listOwned: (store, tx) => store.listOwned(tx, user, other),
    listRoles: (store, tx) => store.listRoles(tx, user, other),
    move: (store, tx) => store.move(tx, user, other),
  }),
  ...callsOf(new UnmergingUnitsStore(), {
    lockRecorded: (store, tx) => store.lockRecorded(tx, merge),
    countRecorded: (store, tx) => store.countRecorded(tx, merge),
    restoreMembers: (store, tx) => store.restoreMembers(tx, merge),
    restoreOwners: (store, tx) => store.restoreOwners(tx, merge),
    restoreRoles: (store, tx) => store.restoreRoles(tx, merge),
    takeFromHolder: (store, tx) => store.takeFromHolder(tx, merge),
  }),
  ...callsOf(new GuardedUnitsStore(), {
    listBelow: (store, tx) => store.listBelow(tx, [small], page),
    isActiveUser: (store, tx) => store.isActiveUser(tx, user),
  }),
  ...callsOf(new UnitPersonalDataStore(), {
    listMemberships: (store, tx) => store.listMemberships(tx, user, 1000),
    listRoles: (store, tx) => store.listRoles(tx, user, 1000),
  }),
  ...callsOf(new InvitationListsStore(), {
    findById: (store, tx) => store.findById(tx, invitation),
    findByToken: (store, tx) => store.findByToken(tx, Buffer.alloc(32)),
    findOpen: (store, tx) => store.findOpen(tx, small, 'a@example.com'),
    listOfUnit: (store, tx) => store.listOfUnit(tx, { unitId: small, now, state: null }, page),
    'listOfUnit: the open ones': (store, tx) =>
      store.listOfUnit(tx, { unitId: small, now, state: 'open' }, page),
    listOfAddress: (store, tx) => store.listOfAddress(tx, 'a@example.com', now, page),
    listOfUser: (store, tx) => store.listOfUser(tx, user, 1000),
  }),
  ...callsOf(new InvitationsStore(), {
    deleteExpired: (store, tx) =>
      store.deleteExpired(tx, { unitId: small, emailCanonical: 'a@example.com', now }),
    insert: (store, tx) => store.insert(tx, anInvitation, []),
    renew: (store, tx) => store.renew(tx, invitation, { invitedBy: user, expiresAt: now, now }),
    replaceToken: (store, tx) => store.replaceToken(tx, invitation, Buffer.alloc(32)),
    close: (store, tx) => store.close(tx, invitation, 'accepted', { userId: user, now }),
    deleteOld: (store, tx) => store.deleteOld(tx, now, 100),
    countOpen: (store, tx) => store.countOpen(tx, small, now, 1000),
    countOpenBelow: (store, tx) => store.countOpenBelow(tx, small, now),
  }),
  ...callsOf(new DomainJoinsStore(), {
    note: (store, tx) => store.note(tx, small, user),
  }),
  ...callsOf(new DomainsStore(), {
    insert: (store, tx) =>
      store.insert(tx, {
        id: newId(),
        rootId: small,
        domain: 'a.example',
        token: 't',
        createdAt: now,
      }),
    count: (store, tx) => store.count(tx, small),
    list: (store, tx) => store.list(tx, small, page),
    find: (store, tx) => store.find(tx, small, domain),
    lock: (store, tx) => store.lock(tx, small, domain),
    findJoining: (store, tx) => store.findJoining(tx, 'a.example'),
    holdJoining: (store, tx) => store.holdJoining(tx, { id: domain, unitId: null }),
    markProven: (store, tx) => store.markProven(tx, domain, now),
    update: (store, tx) => store.update(tx, domain, { joins: true, unitId: null }),
    delete: (store, tx) => store.delete(tx, domain),
    takeDue: (store, tx) => store.takeDue(tx, { before: now, now, limit: 10 }),
    noteFailing: (store, tx) => store.noteFailing(tx, domain, now),
    takeProof: (store, tx) => store.takeProof(tx, domain),
  }),
];
