export const en = {
  signUpTitle: 'Create an account',
  signUpHave: 'Already have an account? {link}',
  signUpPassword: 'Password',
  signUpFirstName: 'First name (optional)',
  signUpLastName: 'Last name (optional)',
  signUpButton: 'Create the account',
  signUpPasswordMissing: 'Choose a password.',
  signUpNameProblem: 'A name has at most 100 characters that can be printed.',
  signUpSentTitle: 'Check your mail',
  signUpSent: 'We have mailed you. Open the link in the mail to go on.',
  signUpThenSignIn: 'After you have confirmed your address, sign in:',
  signUpNoMail: 'No mail after some minutes? Look in the spam folder, or {link}.',
  signUpAskAgain: 'ask for another mail',
  signUpDoneTitle: 'Registered',
  signUpDone:
    'Your registration has arrived. You can sign in now; we have mailed you about it, too.',
} as const;
