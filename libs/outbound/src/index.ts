export * from './addresses.js';
export * from './bounded-fetch.js';
export * from './outbound-error.js';
