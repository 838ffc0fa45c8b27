import { Module } from '@nestjs/common';
import { AuthModule } from '#api/auth';
import { LimitsModule } from '#api/protection/limits';
import { PageFoundationModule } from '../page-foundation.module.js';
import { SignInPagesModule } from '../sign-in/sign-in-pages.module.js';
import { PasskeySignInPageController } from './passkey-sign-in-page.controller.js';

/** Signs in by a passkey alone, at the page to sign in. */
@Module({
  imports: [AuthModule, LimitsModule, PageFoundationModule, SignInPagesModule],
  controllers: [PasskeySignInPageController],
})
export class PasskeyPagesModule {}
