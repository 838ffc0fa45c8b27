import type { SessionEntity } from './session.entity.js';

export const AUTHENTICATED = ['userId', 'amr', 'authTime', 'expiresAt', 'resourceId'] as const;

/** When and how the user of a live session was authenticated, until when it lives, and for which service its tokens are. */
export type AuthenticatedSession = Readonly<Pick<SessionEntity, (typeof AUTHENTICATED)[number]>>;
