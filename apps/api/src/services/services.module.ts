import { Module } from '@nestjs/common';
import { SigningKeysModule } from '#api/signing-keys';
import { Services } from './services.service.js';
import { ServicesStore } from './services.store.js';
import { TokenTargets } from './token-targets.service.js';

/** The register of microservices. Roles and tokens of a service are in features above. */
@Module({
  imports: [SigningKeysModule],
  providers: [Services, ServicesStore, TokenTargets],
  exports: [Services, TokenTargets],
})
export class ServicesModule {}
