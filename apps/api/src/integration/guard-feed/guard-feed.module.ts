import { Module } from '@nestjs/common';
import { ChangesModule } from '#api/platform/changes';
import { AppTokensModule } from '#api/app-tokens';
import { RbacModule } from '#api/rbac';
import { SigningKeysModule } from '#api/signing-keys';
import { FeedSnapshot, TokenFacts } from './feed-snapshot.service.js';
import { FeedPlaces, FeedStreams } from './feed-streams.service.js';
import { GuardFeedController } from './guard-feed.controller.js';
import { GuardFeedStore } from './guard-feed.store.js';
import { GuardTokensController } from './guard-tokens.controller.js';
import { GuardUnitsController } from './guard-units.controller.js';

/** The change feed for guards in other services. */
@Module({
  imports: [ChangesModule, AppTokensModule, RbacModule, SigningKeysModule],
  controllers: [GuardFeedController, GuardTokensController, GuardUnitsController],
  providers: [GuardFeedStore, FeedSnapshot, FeedPlaces, FeedStreams, TokenFacts],
})
export class GuardFeedModule {}
