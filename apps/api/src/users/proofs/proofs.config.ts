import { defineSlice, flag } from '#libs/config';

/** Which acts require a fresh proof. */
export const proofsConfig = defineSlice('Fresh proofs', {
  forAdministration: flag('FRESH_PROOF_FOR_ADMINISTRATION', true, {
    description:
      'Whether minting and rotating application tokens, granting other services what their tokens may do, and giving somebody `role:write`, `token:write` or `user:delete`, want a fresh proof (docs/security.md). `false`, for clients of the original service: an access token does, and is warned of at start. What takes an account, or cannot be undone, wants one in any case.',
  }),
});
