import { Module } from '@nestjs/common';
import { SigningKeysModule } from '#api/signing-keys';
import { OwnNames } from './own-names.service.js';
import { Services } from './services.service.js';
import { ServicesStore } from './services.store.js';
import { TokenTargets } from './token-targets.service.js';

/** The register of microservices. What hangs on a service (roles, tokens) lives in rooms further right. */
@Module({
  imports: [SigningKeysModule],
  providers: [OwnNames, Services, ServicesStore, TokenTargets],
  exports: [Services, TokenTargets],
})
export class ServicesModule {}
