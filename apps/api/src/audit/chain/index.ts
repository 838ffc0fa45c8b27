export * from './audit-findings.js';
export * from './audit-retention.service.js';
export * from './audit-sealer.service.js';
export * from './rekey-audit.service.js';
export * from './retire-audit.service.js';
export * from './verify-audit.service.js';
export { EVENT_COLUMNS } from './audit-seals.js';
export type { SealedEvent } from './audit-chain.store.js';
