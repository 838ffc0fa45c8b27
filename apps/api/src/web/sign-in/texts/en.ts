export const en = {
  secondFactorTitle: 'Your second factor',
  signInTitle: 'Sign in',
} as const;
