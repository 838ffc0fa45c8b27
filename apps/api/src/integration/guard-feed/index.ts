export { GuardFeedModule } from './guard-feed.module.js';
