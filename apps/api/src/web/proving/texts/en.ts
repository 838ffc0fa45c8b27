export const en = {
  proveTitle: 'Show that it is you',
  proveIntro:
    'What you are about to do cannot be undone, or gives access to your account. So we ask once more who you are.',
  provePassword: 'Your password',
  proveCode: 'Code of your authenticator app, or a recovery code',
  proveButton: 'Go on',
  proveCancel: 'Back to the account, without doing it',
  proveNoWay:
    'You have neither a password nor another way to show it. Choose a password by “Forgot your password?” first.',
} as const;
