import { Module } from '@nestjs/common';

/** Registration, and sign-in by mail. */
@Module({})
export class SignUpPagesModule {}
