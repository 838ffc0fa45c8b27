import { Module } from '@nestjs/common';
import { AuthModule } from '#api/auth';
import { BrowserSessionsModule } from '#api/browser-sessions';
import { PageFoundationModule } from '../page-foundation.module.js';
import { SignInGoals } from '../sign-in/sign-in-goals.service.js';
import { SignUpForm } from './sign-up-form.service.js';
import { SignUpPageController } from './sign-up.controller.js';

/** Registration. */
@Module({
  imports: [AuthModule, BrowserSessionsModule, PageFoundationModule],
  controllers: [SignUpPageController],
  providers: [SignInGoals, SignUpForm],
})
export class SignUpPagesModule {}
