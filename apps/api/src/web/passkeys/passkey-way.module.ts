import { Module } from '@nestjs/common';
import { AuthModule } from '#api/auth';
import { PageFoundationModule } from '../page-foundation.module.js';
import { PasskeyWay } from './passkey-way.service.js';

/** Offers a passkey on the page to sign in. */
@Module({
  imports: [AuthModule, PageFoundationModule],
  providers: [PasskeyWay],
  exports: [PasskeyWay],
})
export class PasskeyWayModule {}
