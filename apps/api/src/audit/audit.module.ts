import { Global, Module } from '@nestjs/common';
import { RefusalPort } from '#libs/access';
import { coreConfig, serverSecretOf, type ConfigOf } from '#libs/config';
import { AuditReading } from './audit-reading.js';
import { StoredAuditReading } from './audit-reading.service.js';
import { AuditReadingStore } from './audit-reading.store.js';
import { AuditTrail } from './audit-trail.service.js';
import { Audit } from './audit.js';
import { AuditStore } from './audit.store.js';
import { AuditChainStore } from './chain/audit-chain.store.js';
import { AuditMarksStore } from './chain/audit-marks.store.js';
import { AuditOperation } from './chain/audit-operation.js';
import { AuditRetention } from './chain/audit-retention.service.js';
import { AuditSealer } from './chain/audit-sealer.service.js';
import { AuditSeals } from './chain/audit-seals.js';
import { RekeyAudit } from './chain/rekey-audit.service.js';
import { RetireAudit } from './chain/retire-audit.service.js';
import { RetirementSurroundings } from './chain/retirement-surroundings.js';
import { VerifyAudit } from './chain/verify-audit.service.js';
import { RefusalTrail } from './refusal-trail.service.js';

const auditSeals = (core: ConfigOf<typeof coreConfig>) => new AuditSeals(serverSecretOf(core));

/** Gives every room the audit trail: who did what, when and from where, sealed in a chain. */
@Global()
@Module({
  providers: [
    { provide: AuditSeals, inject: [coreConfig.KEY], useFactory: auditSeals },
    { provide: Audit, useExisting: AuditTrail },
    { provide: AuditReading, useExisting: StoredAuditReading },
    { provide: RefusalPort, useExisting: RefusalTrail },
    AuditChainStore,
    AuditMarksStore,
    AuditOperation,
    AuditReadingStore,
    AuditRetention,
    AuditSealer,
    AuditStore,
    AuditTrail,
    RefusalTrail,
    RekeyAudit,
    RetireAudit,
    RetirementSurroundings,
    StoredAuditReading,
    VerifyAudit,
  ],
  exports: [Audit, AuditReading, AuditSealer, RefusalPort, RekeyAudit, RetireAudit, VerifyAudit],
})
export class AuditModule {}
