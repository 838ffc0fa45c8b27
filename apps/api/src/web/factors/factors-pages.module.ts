import { Module } from '@nestjs/common';

/** Passkeys, authenticator apps and recovery codes. */
@Module({})
export class FactorPagesModule {}
