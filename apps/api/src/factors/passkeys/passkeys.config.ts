import { choice, defineSlice, listOf, text } from '#libs/config';
import { findOriginProblem, relyingPartyProblems } from './relying-party.js';

/** For whom passkeys are made. */
export const passkeysConfig = defineSlice(
  'Passkeys',
  {
    rpId: text('WEBAUTHN_RP_ID', undefined, {
      description:
        'The domain that passkeys belong to (`example.com` for sign-in at `login.example.com`). A changed one makes every passkey useless.',
      fallbackText: 'the host of APP_BASE_URL',
    }),
    origins: listOf(
      'WEBAUTHN_ORIGINS',
      (entry) => {
        const problem = findOriginProblem(entry);
        return problem === null ? { value: entry } : { problem };
      },
      {
        description:
          'The origins of the pages on which passkeys are used; those outside of WEBAUTHN_RP_ID are published as related origins at `/.well-known/webauthn`.',
        fallbackText: 'the origin of APP_BASE_URL',
      },
    ),
    attestation: choice('WEBAUTHN_ATTESTATION', ['none', 'direct'], 'none', {
      description:
        'Whether a new passkey is asked which model of authenticator made it: `direct` lets security keys tell, and browsers ask the person; no certificate of a manufacturer is trusted or required.',
    }),
  },
  (values, context) => {
    const appBaseUrl = context.value('APP_BASE_URL') as string | undefined;
    const port = Number(context.value('PORT') ?? 0);
    return relyingPartyProblems(values, { appBaseUrl, port });
  },
);
