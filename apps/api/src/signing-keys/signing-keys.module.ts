import { Module, type OnModuleInit } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';
import { AuditModule } from '#api/audit';
import { ChangesModule } from '#api/platform/changes';
import { AccessTokens } from './access-tokens.service.js';
import { JwksController } from './jwks.controller.js';
import { KeyRingCache } from './key-ring-cache.service.js';
import { KeyRotation } from './key-rotation.service.js';
import { KeyEncryption } from './key-encryption.js';
import { KeyChangeListener } from './key-change-listener.service.js';
import { Jwks } from './jwks.service.js';
import { SigningKeys } from './signing-keys.service.js';
import { SigningKeysStore } from './signing-keys.store.js';
import { TokenIdentity } from './access-token-claims.js';

/**
 * Signing keys and the access tokens made with them. A server does not start with a `SECRET_KEY` that cannot
 * open the stored keys.
 */
@Module({
  imports: [AuditModule, ChangesModule, JwtModule.register({})],
  controllers: [JwksController],
  providers: [
    AccessTokens,
    Jwks,
    KeyChangeListener,
    KeyEncryption,
    KeyRingCache,
    KeyRotation,
    SigningKeys,
    SigningKeysStore,
    TokenIdentity,
  ],
  exports: [AccessTokens, Jwks, SigningKeys, TokenIdentity],
})
export class SigningKeysModule implements OnModuleInit {
  constructor(private readonly rotation: KeyRotation) {}

  /** Before any later feature makes something that depends on the keys. */
  async onModuleInit(): Promise<void> {
    await this.rotation.start();
  }
}
