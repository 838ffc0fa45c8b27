/** How a guard decides while it does not hear from the server. */
export type OnFeedLost = 'introspect' | 'allow-until-expiry' | 'deny';
