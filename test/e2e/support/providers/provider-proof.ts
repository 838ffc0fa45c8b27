import type { Answer, CallOptions } from '#libs/testing';
import { showing } from '../../../support/fresh-proof.js';
import type { Visitor } from './visitor.js';

export interface Proving {
  readonly provider?: string;
  readonly purpose: string;
  readonly redirect_uri?: string;
  readonly code_challenge?: string;
  readonly state?: string;
}

interface Proved {
  readonly success: boolean;
  readonly proof: string;
  readonly purpose: string;
  readonly expires_in: number;
  readonly code?: string;
}

/** Begins a sign-in at a provider for a proof, in the session of the token. */
export const beginProof = (
  visitor: Visitor,
  token: string,
  { provider = 'google', ...body }: Proving,
): Promise<Answer<{ authorization_url: string; code?: string }>> =>
  visitor.post(`/api/auth/proofs/${provider}`, { token, body });

/** Completes the sign-in at the provider for a proof; answers the answer of the callback. */
export async function proveByProvider(
  visitor: Visitor,
  token: string,
  proving: Proving,
): Promise<Answer<Proved>> {
  const begun = await beginProof(visitor, token, proving);
  if (begun.status !== 200) throw new Error(`Not begun: ${begun.status} ${begun.text}`);
  return visitor.get<Proved>(await visitor.consent(begun.body.authorization_url));
}

/** The call options with the fresh proof that a sign-in at a provider made. */
export async function provenByProvider(
  visitor: Visitor,
  token: string,
  proving: Proving,
): Promise<CallOptions & { readonly token: string }> {
  const { status, text, body } = await proveByProvider(visitor, token, proving);
  if (status !== 200) throw new Error(`No proof: ${status} ${text}`);
  return { token, headers: showing(body.proof) };
}
