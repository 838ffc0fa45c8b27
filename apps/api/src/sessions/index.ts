export { describeDevice } from './device.js';
export { EndEverybodysSessions } from './end-everybody.service.js';
export { EndSessions, type EndAll } from './end-sessions.service.js';
export type { RefreshProofs } from './refresh-recognition.service.js';
export { RefreshSession } from './refresh-session.service.js';
export { parseRefreshToken } from './refresh-token.js';
export { SeenSessions } from './seen-sessions.service.js';
export {
  OpenSessionChangeEntity,
  OpenSessionCountEntity,
  OpenSessionsOfUserEntity,
} from './open-sessions.entity.js';
export { SessionEntity, type EndReason } from './session.entity.js';
export { SessionPurge } from './session-purge.service.js';
export { SessionStates } from './session-states.service.js';
export { SessionSweep } from './session-sweep.service.js';
export { sessionsConfig } from './sessions.config.js';
export { SessionsModule } from './sessions.module.js';
export { StartSession, type OpenSession, type SignIn } from './start-session.service.js';
