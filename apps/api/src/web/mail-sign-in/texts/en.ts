export const en = {
  mailTitle: 'Sign in by mail',
  mailWay: 'Sign in by a code that is mailed to you',
  mailIntro:
    'Enter the address of your account: a mail will bring a code to sign in, without a password.',
  mailAddress: 'E-mail address',
  mailAddressProblem: 'Enter an e-mail address, for example anna@example.org.',
  mailButton: 'Send the code',
  mailSent:
    'If there is an account for {address}, a mail with a code of six digits is on its way to it.',
  mailSentNext:
    'Type the code here, or open the link of the mail in this browser. Both work once, for ten minutes.',
  mailCode: 'Code of the mail',
  mailCodeMissing: 'Enter the six digits of the mail.',
  mailSignIn: 'Sign in',
  mailAgain: 'Ask for a new code',
  mailOtherWay: 'Sign in in another way',
  mailLinkHere:
    'This is the browser in which the sign-in was asked for. Sign in here now, or go back to the page where you asked and type the code of the mail there.',
} as const;
