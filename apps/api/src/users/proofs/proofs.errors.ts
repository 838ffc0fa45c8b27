import type { ProofPurpose } from '#libs/access';
import { AppError } from '#libs/kernel';
import type { AvailableMethods } from './proof-methods.service.js';

const BY_PASSWORD = 'POST /api/auth/proofs {"purpose", "password"}';
const BY_PROVIDER = 'POST /api/auth/proofs/{provider} {"purpose"}';

function howTo({ byPassword, byProviders }: AvailableMethods): string {
  if (byPassword) return `make one with ${BY_PASSWORD}`;
  if (byProviders.length > 0) return `make one with ${BY_PROVIDER}`;
  return 'set a password by "Forgot your password?" first, and then make one with it';
}

/**
 * RFC 9470: the token is valid, but the act needs a fresh proof of identity. The answer is the same for a missing, expired or
 * used proof, and for one of another purpose, session or account.
 */
export const proofRequired = (purpose: ProofPurpose, methods: AvailableMethods) =>
  new AppError('PROOF_REQUIRED', {
    detail: `This wants a fresh proof that it is you, for the purpose ${purpose}: ${howTo(methods)}, and send it as the header Gatehouse-Proof. A proof is good once, for five minutes.`,
    params: { purpose, by_password: methods.byPassword, by_providers: methods.byProviders },
    headers: {
      'WWW-Authenticate': `Bearer realm="gatehouse", error="insufficient_user_authentication", error_description="A fresh proof for the purpose ${purpose} is required"`,
    },
  });
