export const en = {
  passkeyName: 'A name for the passkey, by which you know it again',
  passkeyNameHint: 'You may leave it empty.',
  passkeyCancelled:
    'No passkey was used: it was cancelled, or took too long. Try again, or choose another way.',
  passkeyFailed: 'This browser could not use a passkey here. Try again, or choose another way.',
  passkeyNotMade: 'No passkey was made: it was cancelled, or took too long. Try again.',
  passkeyMakingFailed:
    'This browser could not make a passkey here. Try again, or use another browser or device.',
  passkeyKnown:
    'This device has a passkey of your account already. Choose another device for a second one.',
  passkeySignIn: 'Sign in with a passkey',
  passkeyUnknown:
    'This passkey is not known here, or the page was open for too long. Try again, or sign in in another way.',
} as const;
