export * from './accepts-form.js';
export {
  addressPrefixes,
  narrowestPrefix,
  widestPrefix,
  PREFIX_MULTIPLES,
  type AddressPrefix,
  type PrefixLevel,
} from './address-prefixes.js';
export * from './access-rule.js';
export * from './assert-signed-in-within.js';
export { parseBearer } from './bearer.js';
export * from './declarations.js';
export * from './device-credential.js';
export * from './form-challenge.js';
export * from './fresh-proof.js';
export * from './id-param.js';
export * from './idempotency-key.js';
export { hasHostBits, networkAround, NetworkSet, parseNetwork, type Network } from './networks.js';
export * from './once.js';
export { OwnCookies, type ShownCookie, type CookieScope } from './own-cookies.js';
export * from './parameters.js';
export * from './permissions.js';
export * from './ports.js';
export * from './principal.js';
export * from './problem-documents.js';
export * from './route-facts.js';
