import { Global, Module } from '@nestjs/common';
import { AnnouncementProof } from './announce/announcement-proof.service.js';
import { Announcer } from './announce/announcer.service.js';
import { Reannouncer } from './announce/reannouncer.service.js';
import { VersionMarkers } from './cache/version-markers.js';
import { MarkedCaches } from './cache/validated-caches.service.js';
import { ChangeFeed } from './change-feed.js';
import { ChangeLogStore } from './change-log.store.js';
import { ChangeLogUpkeep } from './change-log-upkeep.service.js';
import { LoggedChangeFeed } from './feed/change-feed.service.js';
import { ChangePump } from './feed/change-pump.service.js';
import { WakeUps } from './feed/wake-ups.service.js';
import { KeptChanges } from './kept-changes.service.js';
import { PrefixedEphemeral } from './prefixed-ephemeral.service.js';
import { UnitOfWork } from './unit-of-work.js';
import { AnnouncedUnitOfWork } from './unit-of-work.service.js';
import { ValidatedCaches } from './validated-cache.js';

/** How every instance learns of what one has changed: on its next request, and by the log. docs/revocation.md */
@Global()
@Module({
  providers: [
    AnnouncementProof,
    Announcer,
    ChangeLogStore,
    ChangeLogUpkeep,
    ChangePump,
    KeptChanges,
    VersionMarkers,
    PrefixedEphemeral,
    Reannouncer,
    WakeUps,
    { provide: UnitOfWork, useClass: AnnouncedUnitOfWork },
    { provide: ValidatedCaches, useClass: MarkedCaches },
    { provide: ChangeFeed, useClass: LoggedChangeFeed },
  ],
  exports: [ChangeFeed, KeptChanges, UnitOfWork, ValidatedCaches],
})
export class ChangesModule {}
