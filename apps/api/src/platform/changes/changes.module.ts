import { Module } from '@nestjs/common';
import { AnnouncementProof } from './announce/announcement-proof.service.js';
import { Announcer } from './announce/announcer.service.js';
import { Reannouncer } from './announce/reannouncer.service.js';
import { VersionMarkers } from './cache/version-markers.js';
import { ValidatedCaches } from './cache/validated-caches.service.js';
import { ChangeLogStore } from './change-log.store.js';
import { ChangeLogCleanup } from './change-log.cleanup.js';
import { ChangeFeed } from './feed/change-feed.service.js';
import { ChangePump } from './feed/change-pump.service.js';
import { WakeUps } from './feed/wake-ups.service.js';
import { KeptChanges } from './kept-changes.service.js';
import { PrefixedEphemeral } from './prefixed-ephemeral.service.js';
import { UnitOfWork } from './unit-of-work.js';

/** How every instance learns of a change: on its next request by the markers, and by the log. docs/revocation.md */
@Module({
  providers: [
    AnnouncementProof,
    Announcer,
    ChangeLogStore,
    ChangeLogCleanup,
    ChangePump,
    KeptChanges,
    VersionMarkers,
    PrefixedEphemeral,
    Reannouncer,
    WakeUps,
    ChangeFeed,
    UnitOfWork,
    ValidatedCaches,
  ],
  exports: [ChangeFeed, KeptChanges, UnitOfWork, ValidatedCaches],
})
export class ChangesModule {}
