export const en = {
  title: 'Invitation',
  invitedTo: 'You are invited to {organization}.',
  inUnit: 'Unit: {unit}',
  invitedBy: 'Invited by: {inviter}',
  rolesThere: 'Roles that you get there: {roles}',
  openUntil: 'The invitation is open until {expires}.',
  accept: 'Accept',
  decline: 'Decline',
  otherAddress: 'You are signed in as {address}. The invitation was sent to another address.',
  switchAccount: 'Use another account',
  signInFirst: 'To answer, sign in with the address to which the invitation was sent.',
  signIn: 'Sign in',
  signUpThen:
    'No account yet? Sign up with that address and confirm it, then open the link of the invitation again.',
  signUp: 'Sign up',
  notConfirmed:
    'Confirm the address of your account first, then open the link of the invitation again.',
  toAccount: 'To my account',
  dead: 'This invitation is not valid any more. Ask for a new one.',
  accepted: 'You are a member of {organization} now.',
  declined: 'You have declined the invitation.',
} as const;
