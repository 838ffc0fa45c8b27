import { Module } from '@nestjs/common';
import { AuditModule } from '#api/audit';
import { ActivityController } from './activity.controller.js';
import { AuditExport } from './audit-export.service.js';
import { AuditController } from './audit.controller.js';
import { ExportPlaces } from './export-places.service.js';

/** Reads the audit trail: all of it for those who may, one's own part for everybody. */
@Module({
  imports: [AuditModule],
  controllers: [AuditController, ActivityController],
  providers: [AuditExport, ExportPlaces],
})
export class AuditApiModule {}
