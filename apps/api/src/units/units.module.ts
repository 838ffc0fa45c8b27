import { Module } from '@nestjs/common';
import { UsersModule } from '#api/users';
import { MemberListsStore } from './member-lists.store.js';
import { Members } from './members.service.js';
import { MembersStore } from './members.store.js';
import { Owners } from './owners.service.js';
import { OwnersStore } from './owners.store.js';
import { UnitLists } from './unit-lists.service.js';
import { UnitTree } from './unit-tree.service.js';
import { UnitTreeStore } from './unit-tree.store.js';
import { SoleOwners } from './sole-owners.service.js';
import { SoleOwnersStore } from './sole-owners.store.js';
import { UnitOutlineStore } from './unit-outline.store.js';
import { UnitOutlines } from './unit-outlines.service.js';
import { Units } from './units.service.js';
import { UnitsStore } from './units.store.js';

/** Organizations as trees of units, their members and owners. Roles at units are in `rbac`, the API in `organizations`. */
@Module({
  imports: [UsersModule],
  providers: [
    MemberListsStore,
    Members,
    MembersStore,
    Owners,
    OwnersStore,
    SoleOwners,
    SoleOwnersStore,
    UnitLists,
    UnitOutlines,
    UnitOutlineStore,
    Units,
    UnitsStore,
    UnitTree,
    UnitTreeStore,
  ],
  exports: [Members, Owners, SoleOwners, UnitLists, UnitOutlines, Units, UnitTree],
})
export class UnitsModule {}
