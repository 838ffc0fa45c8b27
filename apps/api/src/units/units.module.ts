import { Module } from '@nestjs/common';
import { MembersStore } from './members.store.js';
import { SoleOwners } from './sole-owners.service.js';
import { SoleOwnersStore } from './sole-owners.store.js';
import { UnitOutlineStore } from './unit-outline.store.js';
import { UnitOutlines } from './unit-outlines.service.js';
import { Units } from './units.service.js';
import { UnitsStore } from './units.store.js';

/** Organizations as trees of units, their members and owners. Roles at units are in `rbac`, the API in `organizations`. */
@Module({
  providers: [
    MembersStore,
    SoleOwners,
    SoleOwnersStore,
    UnitOutlines,
    UnitOutlineStore,
    Units,
    UnitsStore,
  ],
  exports: [SoleOwners, UnitOutlines, Units],
})
export class UnitsModule {}
