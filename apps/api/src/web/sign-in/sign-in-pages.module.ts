import { Module } from '@nestjs/common';
import { PageFoundationModule } from '../page-foundation.module.js';
import { SignInForm } from './sign-in-form.service.js';

/** Sign-in, choice of the account, sign-out. */
@Module({ imports: [PageFoundationModule], providers: [SignInForm], exports: [SignInForm] })
export class SignInPagesModule {}
