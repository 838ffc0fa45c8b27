import { Module, type OnModuleInit } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';
import { AuditModule } from '#api/audit';
import { ChangesModule, KeptChanges } from '#api/platform/changes';
import { AccessTokens } from './access-tokens.js';
import { AccessTokensService } from './access-tokens.service.js';
import { JwksController } from './jwks.controller.js';
import { KeyAging } from './key-aging.service.js';
import { KeyMaker } from './key-maker.js';
import { KeyMetrics } from './key-metrics.service.js';
import { KeyRings } from './key-rings.service.js';
import { KeyUpkeep } from './key-upkeep.service.js';
import { KeyVault } from './key-vault.js';
import { KeyWatch } from './key-watch.service.js';
import { PublishedKeys } from './published-keys.service.js';
import { SigningKeys } from './signing-keys.js';
import { SigningKeysService } from './signing-keys.service.js';
import { SigningKeysStore } from './signing-keys.store.js';
import { TokenIdentity } from './token-identity.js';

/**
 * Signing keys and the access tokens made with them. A server does not start with a `SECRET_KEY` that cannot
 * open the stored keys.
 */
@Module({
  imports: [AuditModule, ChangesModule, JwtModule.register({})],
  controllers: [JwksController],
  providers: [
    KeyAging,
    KeyMaker,
    KeyMetrics,
    KeyRings,
    KeyUpkeep,
    KeyVault,
    KeyWatch,
    PublishedKeys,
    SigningKeysService,
    SigningKeysStore,
    TokenIdentity,
    { provide: AccessTokens, useClass: AccessTokensService },
    { provide: SigningKeys, useExisting: SigningKeysService },
  ],
  exports: [AccessTokens, PublishedKeys, SigningKeys, TokenIdentity],
})
export class KeysModule implements OnModuleInit {
  constructor(
    private readonly upkeep: KeyUpkeep,
    private readonly kept: KeptChanges,
    private readonly keys: PublishedKeys,
  ) {}

  /** Before any room to the right makes something that hangs on the keys. */
  async onModuleInit(): Promise<void> {
    this.kept.longerThanTokens(() => this.keys.longestTokenSeconds());
    await this.upkeep.start();
  }
}
