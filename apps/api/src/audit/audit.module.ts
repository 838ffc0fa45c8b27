import { Module } from '@nestjs/common';
import { coreConfig, serverSecretOf, type ConfigOf } from '#libs/config';
import { AuditReading } from './audit-reading.service.js';
import { AuditReadingStore } from './audit-reading.store.js';
import { Audit } from './audit.service.js';
import { AuditStore } from './audit.store.js';
import { AuditChainStore } from './chain/audit-chain.store.js';
import { AuditMarksStore } from './chain/audit-marks.store.js';
import { AuditRetention } from './chain/audit-retention.service.js';
import { AuditSealer } from './chain/audit-sealer.service.js';
import { AuditSeals } from './chain/audit-seals.js';
import { RekeyAudit } from './chain/rekey-audit.service.js';
import { RetireAudit } from './chain/retire-audit.service.js';
import { VerifyAudit } from './chain/verify-audit.service.js';
import { RefusalTrail } from './refusal-trail.service.js';

const auditSeals = (core: ConfigOf<typeof coreConfig>) => new AuditSeals(serverSecretOf(core));

/** The audit trail for every feature: who did what, when and from where, sealed in a chain. */
@Module({
  providers: [
    { provide: AuditSeals, inject: [coreConfig.KEY], useFactory: auditSeals },
    Audit,
    AuditChainStore,
    AuditMarksStore,
    AuditReading,
    AuditReadingStore,
    AuditRetention,
    AuditSealer,
    AuditStore,
    RefusalTrail,
    RekeyAudit,
    RetireAudit,
    VerifyAudit,
  ],
  exports: [Audit, AuditReading, AuditSealer, RefusalTrail, RekeyAudit, RetireAudit, VerifyAudit],
})
export class AuditModule {}
