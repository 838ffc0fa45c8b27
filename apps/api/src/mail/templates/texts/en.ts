/** The texts of all mails. */
export const en = {
  greeting: 'Hello,',
  greetingName: 'Hello {name},',
  footer: '{appName} sent this mail by itself; an answer to it reaches nobody.',
  copyLink: 'If the button does not work, copy this address into your browser:',
  wasYou: 'It was you? Then there is nothing to do.',
  chooseHere: 'It was not you? Then choose a new password at once, here: {forgotLink}',
  chooseNow:
    'It was not you? Then somebody else can get into your account: choose a new password at once, here: {forgotLink}',
  linkOnce: 'The link works once, until {expires}.',
  verifySubject: 'Confirm your e-mail address for {appName}',
  verifyIntro:
    'An account at {appName} was made with this address. To confirm that it is yours, open this page and press the button on it:',
  verifyProviders:
    'It can be signed in to with {providers}. Confirm it only if that is you: whoever signs in there gets into this account.',
  verifyButton: 'Confirm my address',
  verifyNotYou:
    'You did not make an account? Then do nothing: without your confirmation the address stays unconfirmed.',
  registeredSubject: 'You already have an account at {appName}',
  registeredIntro:
    'Somebody, perhaps you, tried to make an account at {appName} with this address. You already have one, and it is unchanged.',
  registeredSignIn: 'To use it, sign in as before: {signInLink}',
  registeredReset: 'If you do not know the password any more, ask for a new one here: {resetLink}',
  registeredNotYou:
    'It was not you? Then there is nothing to do: nobody learns from us that you have an account.',
  resetSubject: 'Choose a new password for {appName}',
  resetIntro:
    'Somebody asked for a new password for your account at {appName}. If it was you, choose one here:',
  resetButton: 'Choose a new password',
  resetOnce:
    'The link works once, until {expires}. A new password ends every session of the account.',
  resetNotYou:
    'It was not you? Then do nothing: your password stays as it is. Give the link to nobody.',
  changedSubject: 'Your password for {appName} was changed',
  changedAt: 'The password of your account at {appName} was changed on {at}.',
  changedRemoved: 'These ways into the account were removed with it: {removed}.',
  changedKept: 'These were looked at and kept: {kept}.',
  changedFactors:
    'These second factors were added lately. They stay, because no reset of a password removes a second factor: {factors}.',
  changedFactorsNotYou:
    'One of them is not yours? Then say so here, until {until}. Everybody is signed out, those of the last seven days are removed with all that was added since, and you choose a new password once more:',
  changedFactorsButton: 'They are not all mine',
  changedNotice: 'the password was changed',
  linkedSubject: 'Another way to sign in to {appName} was added',
  linkedAt: 'Since {at} your account at {appName} can be signed in to with {provider}.',
  linkedNotYou:
    'It was not you? Then choose a new password at once, here: {resetLink}, and remove {provider} from your account.',
  linkedNotice: 'another way to sign in was added',
  unlinkedSubject: 'A way to sign in to {appName} was removed',
  unlinkedAt:
    'Since {at} your account at {appName} cannot be signed in to with {provider} any more.',
  unlinkedNotice: 'a way to sign in was removed',
  mergedSubject: 'Two accounts at {appName} are one now',
  mergedAt:
    'On {at} two accounts at {appName} were merged: that of {ended} into the one of {account}. The first does not exist any more; its roles and linked providers have moved.',
  mergedNotYou: 'It was not you? Then tell the operators of {appName} at once.',
  mergedUndo: {
    one: 'For {count} day they can undo it; give them this number: {undoId}',
    other: 'For {count} days they can undo it; give them this number: {undoId}',
  },
  mergedNotice: 'two accounts were merged',
  undoneSubject: 'Your account at {appName} stands by itself again',
  undoneAt:
    'On {at} the merge of your account at {appName} with the one of {other} was undone. Each is its own again, with its password, its linked providers and its roles, and everybody is signed out of both.',
  undoneChoose: 'Did somebody else know your password? Then choose a new one, here: {forgotLink}',
  undoneNotice: 'a merge was undone',
  newDeviceSubject: 'A new device has signed in to {appName}',
  newDeviceAt:
    'Your account at {appName} was signed in to from a device that it has not seen before: {device}, from {from}, on {at}.',
  newDeviceNotice: 'a sign-in from a new device',
  suspiciousSubject: 'Was it you? An unusual sign-in to {appName}',
  suspiciousAt:
    'Your account at {appName} was signed in to in an unusual way: {device}, from {from}, on {at}.',
  suspiciousNotYou:
    'It was not you? Then say so here, until {until}. Everybody is signed out, and you choose a new password:',
  suspiciousButton: 'This was not me',
  suspiciousNotice: 'an unusual sign-in',
  confirmSubject: 'Confirm your sign-in to {appName}',
  confirmAt:
    'Somebody who knows your password wanted to sign in to your account at {appName} in an unusual way and was held up: {device}, from {from}, on {at}.',
  confirmYou: 'It was you? Then confirm it here, until {until}, and sign in once more:',
  confirmButton: 'Yes, this was me',
  confirmNotice: 'an unusual sign-in that was held up',
  removedSubject: 'What a stranger had made in your account at {appName} is removed',
  removedAt:
    'On {at} a sign-in to your account at {appName} was undone by the link of our mail. Removed with it, because that sign-in had made it: {removed}.',
  removedAgain:
    'Something of it was yours? Then add it again once you have chosen a new password, here: {forgotLink}',
  removedNotice: 'a sign-in was undone',
  deniedSubject: 'A stranger has acted as one of the people of {appName}',
  deniedAt:
    'On {at} the owner of the account {account} said that a sign-in to it was not theirs. In that sign-in things were done to others: {acts}.',
  deniedRest:
    'The ways into the account and the application tokens that it made are gone. The rest was left as it is, for others may rely on it: look at the audit trail of that account, and undo what should not be.',
  deniedNotice: 'a denied sign-in had acted on others',
  codeSubject: 'Your code to sign in to {appName}',
  codeIntro:
    'Somebody asked to sign in to your account at {appName}. If it was you, type this code where you asked for it:',
  codeLink: 'Or open this link in the same browser:',
  codeButton: 'Sign in',
  codeOnce: 'Both work once, until {expires}, and nowhere else than where they were asked for.',
  codeNotYou: 'It was not you? Then do nothing. Give the code to nobody: we never ask for it.',
  factorTotpAny: 'an authenticator app',
  factorPasskey: 'a passkey ({name})',
  factorPasskeyAny: 'a passkey',
  factorRecoveryCodes: 'recovery codes',
  factorAddedSubject: 'A second factor of your account at {appName} was added',
  factorAddedAt: 'On {at} your account at {appName} got {factor}.',
  factorAddedNotYou:
    'It was not you? Then say so here, until {until}. Everybody is signed out, this and all that was added since is removed, and you choose a new password:',
  factorAddedNotice: 'a second factor was added',
  factorRemovedSubject: 'A second factor of your account at {appName} was removed',
  factorRemovedAt: 'On {at} your account at {appName} lost {factor}.',
  factorRemovedLast: 'It was the last one: the account needs no second factor now.',
  factorRemovedNotice: 'a second factor was removed',
  recoveryCodeSubject: 'A recovery code of your account at {appName} was used',
  recoveryCodeAt: {
    one: 'On {at} a recovery code of your account at {appName} was used. {count} code is left.',
    other: 'On {at} a recovery code of your account at {appName} was used. {count} codes are left.',
  },
  recoveryCodeFew:
    'That is few: make new codes in your account, and keep them where you find them without your devices.',
  recoveryCodeYou: 'It was you? Then there is nothing else to do.',
  recoveryCodeNotYou:
    'It was not you? Then somebody has your codes: choose a new password at once, here: {forgotLink}, and make new codes.',
  recoveryCodeNotice: 'a recovery code was used',
  resetOrderedSubject: 'The second factors of your account at {appName} will be removed',
  resetOrderedAt:
    'On {at} an operator of {appName} ordered that all second factors of your account be removed: authenticator apps, passkeys and recovery codes. It happens on {due}; then everybody is signed out, and the password alone lets in.',
  resetOrderedYou: 'You have asked for it? Then there is nothing to do.',
  resetOrderedNotYou: 'You have not? Then object before that moment, and your factors stay:',
  resetOrderedButton: 'Keep my factors',
  factorsResetSubject: 'The second factors of your account at {appName} were removed',
  factorsResetAt:
    'On {at} all second factors of your account at {appName} were removed, as an operator ordered, and everybody was signed out. The password alone lets in now: sign in and add a second factor again.',
  factorsResetSome:
    'On {at} the second factors that your account at {appName} had when an operator ordered it were removed, and everybody was signed out. Those that were added later stay: signing in needs one of them.',
  factorsResetNotYou:
    'You did not ask for it? Then choose a new password at once, here: {forgotLink}, and tell the operators.',
  factorsResetNotice: 'all second factors were removed',
  passkeyCopiedSubject: 'A passkey for {appName} was refused',
  passkeyCopiedAt:
    'On {at} {passkey} of your account at {appName} was refused: it counts its uses, and its count went back. Somebody may have a copy of it.',
  passkeyCopiedRemove:
    'Remove this passkey from your account and add a new one. If you cannot sign in any more, choose a new password here: {forgotLink}',
  passkeyCopiedNotice: 'a passkey was refused that may have been copied',
  passwordRemovedSubject: 'Your password for {appName} was removed',
  passwordRemovedAt:
    'Since {at} your account at {appName} has no password: it is signed in to with a passkey.',
  passwordRemovedNotice: 'the password was removed',
  emailConfirmSubject: 'Confirm your new address for {appName}',
  emailConfirmIntro:
    'Somebody wants to use this address for an account at {appName}. If it was you, confirm it here, in the browser where you are signed in:',
  emailConfirmButton: 'Confirm the new address',
  emailConfirmNotYou:
    'It was not you? Then do nothing, and do not confirm it: the account would be somebody else’s.',
  emailAskedSubject: 'A new address was asked for, for your account at {appName}',
  emailAskedAt:
    'On {at} somebody who is signed in to your account at {appName} asked to change its e-mail address. Nothing has changed yet: it changes when the new address is confirmed. Then you get another mail, by which you can undo it.',
  emailAskedNotYou:
    'It was not you? Then somebody else can get into your account: choose a new password at once, which ends the change too, here: {forgotLink}',
  emailAskedNotice: 'a new address was asked for',
  emailChangedSubject: 'Your account at {appName} has another address now',
  emailChangedAt:
    'The e-mail address of your account at {appName} was changed on {at}. This address does not belong to it any more.',
  emailChangedNotYou: 'It was not you? Then take the account back, until {expires}:',
  emailChangedEffect:
    'Everybody is signed out then, what was added since is removed, and you choose a new password.',
  emailWantedSubject: 'Your address was given for another account at {appName}',
  emailWantedIntro:
    'Somebody wanted to use this address for another account at {appName}. It belongs to your account, so nothing has changed, and they were not told.',
  emailWantedYou:
    'It was you? Then sign in with this address. If you have forgotten its password, choose a new one here: {resetLink}',
  emailWantedNotYou: 'It was not you? Then there is nothing to do.',
  summarySubject: 'Much has happened to your account at {appName}',
  summaryWhat:
    'More has happened to your account at {appName} than we send a mail each of. What you have no other mail of: {what}.',
  summaryOnce: '{event} (once, on {at})',
  summaryTimes: {
    one: '{event} ({count} time, from {first} to {last})',
    other: '{event} ({count} times, from {first} to {last})',
  },
  unknownDevice: 'an unknown device',
  credentialIdentity: 'signing in with {name}',
  credentialDevice: 'the device {name}',
  credentialToken: 'an application token of {name}',
  credentialSince: '{what} (since {at})',
  credentialSinceFrom: '{what} (since {at}, from {from})',
  invitationSubject: 'You are invited to an organization at {appName}',
  invitationIntro:
    'Somebody who manages an organization at {appName} has invited this address to join it.',
  invitationOrganization: 'Organization: {organization}',
  invitationUnit: 'Unit: {unit}',
  invitationInviter: 'Invited by: {inviter}',
  invitationHow:
    'To accept or decline, open this page and sign in with this address, or sign up with it:',
  invitationButton: 'See the invitation',
  invitationNotYou:
    'You do not know the organization? Then do nothing: without your answer nothing happens.',
} as const;
