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
  provePasskey: 'Use a passkey',
  proveForgot: 'Forgot your password?',
  proveLost: 'Have you lost your passkey or your phone?',
  proveLostCode:
    'Type one of the recovery codes that you were given with your first second factor. Each is good once.',
  proveLostAll:
    'If you have no code either, ask the operators of this server to reset your second factors.',
} as const;
