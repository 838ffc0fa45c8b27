/** How a guard decides while the feed is lost. */
export type OnFeedLost = 'introspect' | 'allow-until-expiry' | 'deny';
