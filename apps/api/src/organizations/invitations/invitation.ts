import type { InvitationEntity } from './invitation.entity.js';

/** What an invitation can be. */
export const STATES = ['open', 'accepted', 'declined', 'revoked', 'expired'] as const;
export type InvitationState = (typeof STATES)[number];

/** A role that an invitation gives, by its names. */
export interface InvitedRole {
  readonly id: string;
  readonly name: string;
  readonly serviceId: string;
  readonly serviceName: string;
}

/** An invitation with the names that are shown of it. */
export type Invitation = Readonly<Omit<InvitationEntity, 'tokenHash'>> & {
  readonly unitName: string;
  readonly organizationName: string;
  readonly inviterFirstName: string | null;
  readonly inviterLastName: string | null;
  /** Sorted by id. */
  readonly roles: readonly InvitedRole[];
};

type Dated = Pick<InvitationEntity, 'acceptedAt' | 'declinedAt' | 'revokedAt' | 'expiresAt'>;

export function stateOf(invitation: Dated, now: Date): InvitationState {
  if (invitation.acceptedAt) return 'accepted';
  if (invitation.declinedAt) return 'declined';
  if (invitation.revokedAt) return 'revoked';
  return invitation.expiresAt > now ? 'open' : 'expired';
}

/** The inviter as a person reads it; `null` without a name. */
export function inviterOf({
  inviterFirstName,
  inviterLastName,
}: Pick<Invitation, 'inviterFirstName' | 'inviterLastName'>): string | null {
  return [inviterFirstName, inviterLastName].filter(Boolean).join(' ') || null;
}
