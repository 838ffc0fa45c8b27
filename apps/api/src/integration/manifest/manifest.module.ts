import { Module } from '@nestjs/common';
import { AuditModule } from '#api/audit';
import { ChangesModule } from '#api/platform/changes';
import { AppTokensModule } from '#api/app-tokens';
import { RbacModule } from '#api/rbac';
import { ServicesModule } from '#api/services';
import { ServiceNames, Manifests } from './manifests.service.js';
import { ManifestController } from './manifest.controller.js';
import { ManifestMerge } from './manifest-merge.service.js';
import { ManifestStore } from './manifest.store.js';

/** Manifests: the permissions, roles and scopes that services declare. */
@Module({
  imports: [AuditModule, ChangesModule, AppTokensModule, RbacModule, ServicesModule],
  controllers: [ManifestController],
  providers: [ManifestStore, ManifestMerge, Manifests, ServiceNames],
})
export class ManifestModule {}
