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
  identityUnknown: 'This provider is not linked to your account, or not any more.',
  showAgain: 'Show once more that it is you, and then try again.',
  atLevel: 'This needs a sign-in with a second factor. Sign in with one and try again.',
  secondFactor:
    'This account has a second factor, which must be shown too. If nothing on this page asks for it, sign in to the account with it, and begin there again.',
  factorRequired: 'This account has a second factor: only that will do here.',
  wrongFactor:
    'That is not right, or was used already. Try the next code or another factor; after several tries, begin again.',
  signInLost: 'This sign-in cannot go on. Begin it again, on this device.',
  factorCode:
    'The code is wrong. Enter the one that the app shows now, and look whether the clock of the device is right.',
  factorUnknown: 'There is no such factor, or the time to set it up is over. Begin again.',
  factorMissing:
    'Recovery codes are for an account with a second factor. Add an authenticator app or a passkey first.',
  factorsFull: 'The account has as many factors of this kind as it may have. Remove one first.',
  factorUnreadable:
    'The authenticator app of this account cannot be checked. Use another factor, or tell the operators.',
  passkeyRefused: 'The passkey was not accepted. Load the page anew and try again.',
  passkeyTaken: 'This passkey is registered already.',
  passwordNotSet: 'This account has no password.',
  passwordAlreadySet: 'This account has a password already: change it instead.',
  passwordNeeded:
    'Only an account with a passkey and a confirmed e-mail address can go without a password.',
  lastSignInMethod: 'This is the last way to sign in to the account. Add another one first.',
  signInCode:
    'This code or link does not work, or does not work any more. Ask for a new one where you sign in.',
  mailSignInOff: 'One cannot sign in by mail here.',
  otherClient:
    'This link signs in only in the browser or application that asked for it. Open it there, or type the code there. You asked for none? Then somebody else did: delete the mail.',
  staleForm: 'This form is too old, or somebody signed in or out meanwhile. Send it once more.',
  chooseAccount: 'Several accounts are signed in in this browser. Choose one of them.',
  actFirst:
    'Something must be answered before this can go on. Go back to the application and begin there again.',
  lastOwner:
    'The account is the only owner of an organization. Transfer the ownership or delete the organization first.',
  invitationDead: 'The invitation is not valid any more. Ask for a new one.',
  invitationOther: 'The invitation was sent to another address. Use the account of that address.',
  unitLimit:
    'There are as many as there may be. End what is not needed first, such as a membership.',
} as const;
