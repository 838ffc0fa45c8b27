import { Module } from '@nestjs/common';

/** Sign-in, second factor, choice of the account, sign-out. */
@Module({})
export class SignInPagesModule {}
