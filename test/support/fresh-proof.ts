import type { Answer, CallOptions, HttpClient } from '#libs/testing';
import type { RequestOptions, SoftwareAuthenticator } from './software-authenticator.js';

/** A signed-in user, who proves by the password, or by a second factor once the account has one. */
export interface Prover {
  readonly token: string;
  readonly password: string;
  /** The authenticator with the account's passkey, as `addPasskey` notes it. */
  authenticator?: Pick<SoftwareAuthenticator, 'authenticate'>;
  /** What the account's authenticator app shows next. */
  nextCode?: () => string;
}

interface Made {
  readonly proof: string;
  readonly purpose: string;
  readonly expires_in: number;
}

interface OfferedProofs {
  readonly factors: readonly { readonly type: string; readonly options?: RequestOptions }[];
}

/** Requests a fresh proof by the password; with `email`, of the other account of a merge. */
export const askForProof = (
  server: HttpClient,
  token: string,
  body: object,
): Promise<Answer<Made & { readonly code?: string }>> =>
  server.post('/api/auth/proofs', body, { token });

/** What a prover shows for a purpose. */
async function shownBy(
  server: HttpClient,
  { token, password, authenticator, nextCode }: Prover,
  purpose: string,
): Promise<object> {
  if (nextCode) return { type: 'totp', code: nextCode() };
  if (!authenticator) return { password };
  const { body } = await server.post<OfferedProofs>('/api/auth/proofs/options', { purpose }, { token }); // prettier-ignore
  const options = body.factors.find(({ type }) => type === 'passkey')?.options;
  if (!options) throw new Error('No passkey is offered for a proof');
  return { type: 'passkey', response: authenticator.authenticate(options) };
}

/** Makes a fresh proof. */
export async function freshProof(
  server: HttpClient,
  prover: Prover,
  purpose: string,
  email?: string,
): Promise<string> {
  const shown = await shownBy(server, prover, purpose);
  const body = { purpose, ...shown, ...(email !== undefined && { email }) };
  const answer = await askForProof(server, prover.token, body);
  if (answer.status !== 201) throw new Error(`No proof: ${answer.status} ${answer.text}`);
  return answer.body.proof;
}

/** The header with the proof. */
export const showing = (proof: string) => ({ 'gatehouse-proof': proof });

/** The call options with a new fresh proof. */
export async function proven(
  server: HttpClient,
  prover: Prover,
  purpose: string,
): Promise<CallOptions & { readonly token: string }> {
  const proof = await freshProof(server, prover, purpose);
  return { token: prover.token, headers: showing(proof) };
}

const PURPOSES: readonly (readonly [RegExp, string])[] = [
  [/^POST \/api\/tokens$/, 'mint_token'],
  [/^POST \/api\/tokens\/[^/]+\/rotate$/, 'rotate_token'],
  [/^POST \/api\/roles\/user\/[^/]+\/service\/[^/]+\/role\/[^/]+$/, 'grant_role'],
  [/^POST \/api\/organizations\/[^/]+\/roles$/, 'grant_role'],
  [/^PUT \/api\/roles\/[0-9a-f-]{36}$/, 'grant_role'],
  [/^PUT \/api\/roles\/service\/[^/]+\/callers\/[^/]+$/, 'grant_caller'],
  [/^DELETE \/api\/users\/[^/]+$/, 'erase_user'],
  [/^POST \/api\/auth\/factors\/(totp|recovery-codes)$/, 'add_factor'],
  [/^DELETE \/api\/auth\/factors\/[^/]+$/, 'remove_factor'],
  [/^DELETE \/api\/users\/[^/]+\/factors$/, 'reset_factors'],
  [/^POST \/api\/auth\/identities\/[^/]+$/, 'link_identity'],
  [/^DELETE \/api\/auth\/identities\/[^/]+$/, 'unlink_identity'],
];

/** The purpose for which a route may require a proof; `null` when it never does. */
export function purposeOf(method: string, path: string): string | null {
  const call = `${method} ${path.replace(/\?.*$/, '').replace(/\/$/, '')}`;
  return PURPOSES.find(([route]) => route.test(call))?.[1] ?? null;
}

/**
 * The headers of a call, with a fresh proof where the route may require one. When no proof is made the call is sent
 * without it, and the test checks the answer.
 */
export async function proofHeaders(
  server: HttpClient,
  { token, password }: Prover,
  method: string,
  path: string,
): Promise<Record<string, string>> {
  const purpose = purposeOf(method, path);
  if (purpose === null) return {};
  const answer = await askForProof(server, token, { purpose, password });
  return answer.status === 201 ? showing(answer.body.proof) : {};
}
