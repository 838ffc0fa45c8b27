export { type FieldProblem, AppError, isAppError } from './app-error.js';
export { Clock, SystemClock } from './clock.js';
export { type LogLevel, CODES, type Code } from './codes.js';
export { type FairPath, FairQueue } from './fair-queue.js';
export { newId, isId } from './ids.js';
export { inTime } from './in-time.js';
export { isCalendarDay, secondsAfter, startsWithDay, toMoment } from './moment.js';
export { SecretBoxError, SecretBox } from './secret-box.js';
export {
  randomToken,
  sha256,
  sha256Text,
  hmacSha256,
  equalsConstantTime,
  deriveKey,
} from './secrets.js';
export { type PlaceRefusal, StreamPlaces } from './stream-places.js';
export { parseUrl } from './parse-url.js';
export { canonicalName, findNameProblem } from './canonical-name.js';
export { isPersonName } from './is-person-name.js';
export {
  getNormalisedEmail,
  mailboxOf,
  normaliseEmail,
  type NormalisedEmail,
} from './normalise-email.js';
export { KeyedHash } from './keyed-hash.js';
