export type { Actor, AuditEvent } from './audit-event.js';
export { AuditEventEntity } from './audit-event.entity.js';
export { AuditReading } from './audit-reading.service.js';
export type { AuditFilter, AuditPage, AuditRecord } from './audit-record.js';
export { auditConfig } from './audit.config.js';
export { AuditModule } from './audit.module.js';
export { Audit } from './audit.service.js';
export type { SealedEvent } from './chain/audit-seals.js';
export type { AuditReport, Finding } from './chain/audit-findings.js';
export { AuditChainBroken, AuditSealer } from './chain/audit-sealer.service.js';
export { EVENT_COLUMNS } from './chain/audit-seals.js';
export { RefusalTrail } from './refusal-trail.service.js';
export { RekeyAudit, type RekeyRefusal } from './chain/rekey-audit.service.js';
export {
  AuditPartNotIntact,
  RetireAudit,
  type RetirablePart,
  type RetirementSink,
} from './chain/retire-audit.service.js';
export { VerifyAudit, type VerifyRange } from './chain/verify-audit.service.js';
