import { defineSlice, flag, int } from '#libs/config';

/** How application tokens are made and asked about. */
export const appTokensConfig = defineSlice('Application tokens', {
  signInMaxAgeSeconds: int(
    'APP_TOKEN_SIGN_IN_MAX_AGE',
    3600,
    { min: 0, max: 31_536_000 },
    {
      description:
        'With `FRESH_PROOF_FOR_ADMINISTRATION=false`, how long ago a caller who mints or rotates an application token, or grants another service something, may have signed in; 0: however long, as in the original service.',
      unit: 'seconds',
    },
  ),
  askerRequired: flag('APP_TOKEN_ASKER_REQUIRED', true, {
    description:
      "Whether a service that asks about its caller's token must show its own. `false` only while guards of before this release are upgraded: those believe whatever scopes a caller gave itself.",
  }),
});
