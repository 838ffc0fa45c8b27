/** What the pages of refusals say. */
export const en = {
  headingNotFound: 'Not found',
  headingTooMany: 'Too many requests',
  headingFailed: 'Something went wrong',
  headingRefused: 'That was not possible',
  toStart: 'To the start page',
  signInAgain: 'Sign in again',
  fromApplication: 'If you came from an application, go back to it and begin there again.',
  form: 'Something is missing or not valid. Go back, check it and send it again.',
  malformed:
    'Your browser sent something that this page does not understand. Go back, load the page anew and try again.',
  notFound: 'There is nothing at this address.',
  captcha:
    'Your browser must do some work before this form is sent. Go back, load the page anew, and send it again.',
  tooMany: 'Too many requests. Wait a moment and try again.',
  internal: 'Something went wrong on our side. Try again; if it stays so, report the request id.',
  later: 'This is not possible at the moment. Try again shortly.',
  crossSite: 'This form was sent from another site. Open the link of the mail again.',
  signIn: 'You are not signed in, or not any more. Sign in and try again.',
  signInAnew: 'Show again that it is you: sign in anew.',
  denied: 'You may not do this.',
  credentials: 'The e-mail address or the password is wrong.',
  notVerified:
    'Your e-mail address is not confirmed yet. Open the link in the mail that we have sent you.',
  disabled: 'This account is disabled, ask your administrator.',
  registrationOff: 'No new accounts can be made here.',
  emailTaken: 'There is an account with this e-mail address already.',
  deadLink: 'This link does not work, or does not work any more.',
  wrongPassword: 'The current password is wrong.',
  mailHeldBack:
    'The mail that you would need to sign in again cannot be sent now, so nothing was changed. Try again later.',
  proofRequired: 'Enter the password that you chose when you registered, or choose a new one.',
  registrationPassword: 'That is not the password of a registration of this address.',
  password: 'This password cannot be used. Choose another one.',
  tooShort: 'The password must have at least 8 characters.',
  tooLong: 'The password may have at most 128 characters.',
  tooCommon: 'This password is among the first that anybody would guess.',
  containsEmail: 'The password must not contain your e-mail address.',
  invalidCharacters: 'The password contains characters that cannot be used.',
  confirmSignIn:
    'This sign-in is unusual. Confirm it by the link in the mail that we have sent you, then sign in again.',
  lastAdmin: 'This is the last administrator, who must stay.',
  providerUnknown: 'One cannot sign in with this provider here.',
  providerFailed: 'The sign-in at the provider failed. Begin again.',
  providerUnavailable: 'The provider cannot be reached at the moment. Try again shortly.',
  providerRefused: 'The provider did not let the sign-in through, or it was cancelled there.',
  providerEmail:
    'The provider has not told us a confirmed e-mail address. Allow it there, or sign in another way.',
  navigation: 'Open this address yourself in the window of your browser.',
  notBegun: 'This sign-in was not begun in this browser, took too long or is over. Begin again.',
  application: 'The application has sent a wrong request. Tell its operators.',
  linkRequired:
    'There is an account with this e-mail address already. Sign in to it as before, and link the provider there.',
  otherAccount:
    'You have signed in at the provider with another account. Begin again with the right one.',
  identityTaken: 'This sign-in at the provider belongs to an account already.',
} as const;
