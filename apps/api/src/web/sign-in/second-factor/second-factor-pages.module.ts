import { Module } from '@nestjs/common';
import { AuthModule } from '#api/auth';
import { LimitsModule } from '#api/protection/limits';
import { PageFoundationModule } from '../../page-foundation.module.js';
import { SignInPagesModule } from '../sign-in-pages.module.js';
import { SecondFactorPagesController } from './second-factor-pages.controller.js';

/** The page for the second step of a sign-in. */
@Module({
  imports: [AuthModule, LimitsModule, PageFoundationModule, SignInPagesModule],
  controllers: [SecondFactorPagesController],
})
export class SecondFactorPagesModule {}
