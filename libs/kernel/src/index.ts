export * from './app-error.js';
export * from './clock.js';
export * from './codes.js';
export * from './fair-queue.js';
export * from './ids.js';
export * from './in-time.js';
export * from './moment.js';
export * from './secret-box.js';
export * from './secrets.js';
export * from './stream-places.js';
export * from './parse-url.js';
export { canonicalName, findNameProblem } from './canonical-name.js';
export { isPersonName } from './is-person-name.js';
export {
  getNormalisedEmail,
  mailboxOf,
  normaliseEmail,
  type NormalisedEmail,
} from './normalise-email.js';
