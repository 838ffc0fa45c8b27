import { Module } from '@nestjs/common';
import { AuditModule } from '#api/audit';
import { ActivityController } from './activity.controller.js';
import { AuditExport } from './audit-export.service.js';
import { AuditController } from './audit.controller.js';
import { ExportPlaces } from './export-places.service.js';

/** Reads the audit trail: all events for callers with `audit:read`, the own activity for each signed-in user. */
@Module({
  imports: [AuditModule],
  controllers: [AuditController, ActivityController],
  providers: [AuditExport, ExportPlaces],
})
export class AuditApiModule {}
