export { describeDevice } from './device.js';
export { EndEverybodysSessions } from './end-everybody.service.js';
export { EndSessions, type EndAll } from './end-sessions.service.js';
export type { RefreshProofs } from './refresh-uses.service.js';
export { RefreshSession, type RefreshedSession } from './refresh-session.service.js';
export { parseRefreshToken } from './refresh-token.js';
export { SeenSessions } from './seen-sessions.service.js';
export { SessionEntity, type EndReason } from './session.entity.js';
export { SessionCleanup } from './session-cleanup.service.js';
export {
  descendantsOf,
  SessionLineage,
  type DeniedSession,
  type SessionLine,
} from './session-lineage.service.js';
export { SessionStates } from './session-states.service.js';
export { sessionsConfig } from './sessions.config.js';
export { SessionsModule } from './sessions.module.js';
export { StartSession, type OpenSession, type SignIn } from './start-session.service.js';
