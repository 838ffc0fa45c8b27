export const en = {
  secondFactorIntro: 'One more step: show that it is you, by a second factor of your account.',
  codeOrRecovery: 'Code of your authenticator app, or a recovery code',
  codeOfApp: 'Code of your authenticator app',
  recoveryCode: 'Recovery code',
  recoveryHint: 'Each recovery code is good once.',
  rememberDevice: {
    one: 'Ask for no second factor in this browser for {count} day',
    other: 'Ask for no second factor in this browser for {count} days',
  },
  signInByCode: 'Sign in',
  usePasskey: 'Use a passkey',
  orCode: 'or',
  passkeyAlone:
    'Your second factor is a passkey. If this browser shows no button for it, sign in with one that knows passkeys and allows scripts.',
  triesLeft: {
    one: 'That is not right, or was used already. You have {count} more try.',
    other: 'That is not right, or was used already. You have {count} more tries.',
  },
  codeMissing: 'Enter a code.',
  signInEnded:
    'This sign-in has ended: it took too long, or too many codes were wrong. Begin it again.',
  beginAgain: 'Start the sign-in again',
} as const;
