import { inviterOf, stateOf, type Invitation } from './invitation.js';
import type { InvitationKey } from './find-invitation.service.js';
import type { AnswerInvitationDto, InvitationDto } from './invitations.dto.js';
import { oneOfTokenAndId } from './invitations.errors.js';

export const toInvitation =
  (now: Date) =>
  (invitation: Invitation): InvitationDto => ({
    id: invitation.id,
    organization_id: invitation.rootId,
    organization_name: invitation.organizationName,
    unit_id: invitation.unitId,
    unit_name: invitation.unitName,
    email: invitation.email,
    state: stateOf(invitation, now),
    roles: invitation.roles.map(({ id, name, serviceId, serviceName }) => ({
      id,
      name,
      service_id: serviceId,
      service_name: serviceName,
    })),
    invited_by: invitation.invitedBy,
    inviter_name: inviterOf(invitation),
    created_at: invitation.createdAt.toISOString(),
    sent_at: invitation.sentAt.toISOString(),
    expires_at: invitation.expiresAt.toISOString(),
  });

/** @throws AppError `VALIDATION_FAILED` unless exactly one is given */
export function toKey({ token, invitation_id: id }: AnswerInvitationDto): InvitationKey {
  const keys: InvitationKey[] = [];
  if (token != null) keys.push({ token });
  if (id != null) keys.push({ id: id.toLowerCase() });
  const [key] = keys;
  if (!key || keys.length > 1) throw oneOfTokenAndId();
  return key;
}
