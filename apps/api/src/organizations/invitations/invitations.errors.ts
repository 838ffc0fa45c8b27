import { AppError } from '#libs/kernel';

export const invitationNotFound = () =>
  new AppError('INVITATION_NOT_FOUND', { detail: 'The unit has no such invitation' });

/** The same whatever the reason: who holds an old link learns nothing of what became of it. */
export const invalidInvitation = () =>
  new AppError('INVALID_INVITATION', {
    detail: 'The invitation is not valid any more. Ask for a new one.',
  });

export const invitationNotOpen = () =>
  new AppError('INVALID_INVITATION', {
    detail: 'The invitation was answered or revoked. Invite the address again.',
  });

/** The invited address is not shown: the link may have been forwarded. */
export const forOtherAddress = () =>
  new AppError('INVITATION_FOR_OTHER_ADDRESS', {
    detail:
      'The invitation was sent to another address. Sign in with the account of that address, or ask for an invitation to yours.',
  });

export const confirmAddressFirst = () =>
  new AppError('EMAIL_NOT_VERIFIED', {
    detail: 'Confirm the e-mail address of your account first, then answer the invitation.',
  });

export const openTheMail = () =>
  new AppError('EMAIL_NOT_VERIFIED', {
    detail:
      'Only a provider says that the address of your account is yours. Open the link in the mail of the invitation.',
  });

export const invitedAlready = (invitationId: string) =>
  new AppError('ALREADY_INVITED', {
    detail: 'The address has an open invitation to this unit. Send it again, or revoke it first.',
    params: { invitation_id: invitationId },
  });

export const tooManyInvitations = (limit: number) =>
  new AppError('INVITATION_LIMIT_REACHED', {
    detail: `The organization has ${limit} open invitations, and may not have more. Revoke those that are not needed.`,
    params: { limit },
  });

export const oneOfTokenAndId = () =>
  new AppError('VALIDATION_FAILED', {
    detail: 'Give either the token of the mail or the invitation_id',
    errors: [
      { field: 'token', code: 'REQUIRED', message: 'is required unless invitation_id is given' },
    ],
  });
