import { Module } from '@nestjs/common';
import { AppTokensModule } from '#api/app-tokens';
import { RbacModule } from '#api/rbac';
import { SigningKeysModule } from '#api/signing-keys';
import { FeedSnapshot } from './feed-snapshot.service.js';
import { FeedHouse } from './feed-house.service.js';
import { FeedPlaces } from './feed-places.service.js';
import { FeedStreams } from './feed-streams.service.js';
import { GuardFeedController } from './guard-feed.controller.js';
import { GuardFeedStore } from './guard-feed.store.js';
import { GuardTokensController } from './guard-tokens.controller.js';
import { TokenLife } from './token-life.service.js';

/** Tells the guards in other services what has changed. */
@Module({
  imports: [AppTokensModule, RbacModule, SigningKeysModule],
  controllers: [GuardFeedController, GuardTokensController],
  providers: [GuardFeedStore, FeedSnapshot, FeedHouse, FeedPlaces, FeedStreams, TokenLife],
})
export class GuardFeedModule {}
