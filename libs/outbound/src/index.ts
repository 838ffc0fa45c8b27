export * from './addresses.js';
export * from './bounded-fetch.js';
export * from './call-span.js';
export * from './fault-of.js';
export * from './outbound-error.js';
