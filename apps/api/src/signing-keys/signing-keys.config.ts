import { defineSlice, int, text } from '#libs/config';

/** What tokens say of themselves and how long a key signs. */
export const signingKeysConfig = defineSlice('Signing keys', {
  audience: text('JWT_AUDIENCE', undefined, {
    description: 'The `aud` of access tokens.',
    fallbackText: 'the value of APP_BASE_URL',
  }),
  rotationDays: int(
    'KEY_ROTATION_DAYS',
    90,
    { min: 0, max: 3650 },
    {
      description:
        'The age at which a signing key is replaced, with overlap; 0 leaves it to the command.',
      unit: 'days',
    },
  ),
});
