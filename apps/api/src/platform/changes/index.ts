export { unitChanged, type Change, type ChangeKind } from './change.js';
export { ChangeLogEntity } from './change-log.entity.js';
export { changesConfig } from './changes.config.js';
export { ChangesModule } from './changes.module.js';
export { ChangeFeed, type ChangePage, type FeedChange } from './feed/change-feed.service.js';
export { KeptChanges, TokenLifePort } from './kept-changes.service.js';
export { UnitOfWork, type Unit } from './unit-of-work.js';
export type { CheckLane, Marker, Unconfirmed, ValidatedCache } from './validated-cache.js';
export { ValidatedCaches } from './cache/validated-caches.service.js';
