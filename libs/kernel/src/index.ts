export { type FieldProblem, AppError, isAppError } from './app-error.js';
export { Clock, SystemClock, inTime } from './clock.js';
export { type LogLevel, CODES, type Code } from './codes.js';
export { type FairPath, FairQueue } from './fair-queue.js';
export {
  newId,
  isId,
  isCalendarDay,
  DAY_MS,
  dayOf,
  secondsAfter,
  startsWithDay,
  toMoment,
  parseUrl,
} from './formats.js';
export { SecretBoxError, SecretBox } from './secret-box.js';
export {
  randomToken,
  sha256,
  sha256Text,
  hmacSha256,
  equalsConstantTime,
  deriveKey,
  KeyedHash,
} from './secrets.js';
export { type PlaceRefusal, StreamPlaces } from './stream-places.js';
export { canonicalName, findNameProblem, isPersonName } from './names.js';
export {
  getNormalisedEmail,
  mailboxOf,
  normaliseEmail,
  type NormalisedEmail,
} from './normalise-email.js';
