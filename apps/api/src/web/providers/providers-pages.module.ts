import { Module } from '@nestjs/common';

/** Sign-in by providers, and linked identities. */
@Module({})
export class ProviderPagesModule {}
