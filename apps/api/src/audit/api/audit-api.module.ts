import { Module } from '@nestjs/common';
import { AuditModule } from '#api/audit';
import { AuditExport, ExportPlaces } from './audit-export.service.js';
import { AuditPersonalData } from './audit.personal-data.js';
import { OwnActivity } from './own-activity.service.js';
import { AuditController, ActivityController } from './audit.controller.js';

/** Reads the audit trail: all events for callers with `audit:read`, the own activity for each signed-in user. */
@Module({
  imports: [AuditModule],
  controllers: [AuditController, ActivityController],
  providers: [AuditExport, ExportPlaces, AuditPersonalData, OwnActivity],
  exports: [OwnActivity],
})
export class AuditApiModule {}
