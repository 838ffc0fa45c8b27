import type { Answer, CallOptions, HttpClient } from '#libs/testing';

/** Somebody who is signed in and has a password. */
export interface Prover {
  readonly token: string;
  readonly password: string;
}

interface Made {
  readonly proof: string;
  readonly purpose: string;
  readonly expires_in: number;
}

/** Asks for a fresh proof by the password; with `email`, of the other account of a merge. */
export const askForProof = (
  server: HttpClient,
  token: string,
  body: object,
): Promise<Answer<Made & { readonly code?: string }>> =>
  server.post('/api/auth/proofs', body, { token });

/** A fresh proof. @throws Error when there is none */
export async function freshProof(
  server: HttpClient,
  { token, password }: Prover,
  purpose: string,
  email?: string,
): Promise<string> {
  const body = { purpose, password, ...(email !== undefined && { email }) };
  const answer = await askForProof(server, token, body);
  if (answer.status !== 201) throw new Error(`No proof: ${answer.status} ${answer.text}`);
  return answer.body.proof;
}

/** The header that shows it. */
export const showing = (proof: string) => ({ 'gatehouse-proof': proof });

/** What a call must be sent with by who has just proved themselves for it. */
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
  [/^PUT \/api\/roles\/[0-9a-f-]{36}$/, 'grant_role'],
  [/^PUT \/api\/roles\/service\/[^/]+\/callers\/[^/]+$/, 'grant_caller'],
  [/^DELETE \/api\/users\/[^/]+$/, 'erase_user'],
  [/^POST \/api\/auth\/identities\/[^/]+$/, 'link_identity'],
  [/^DELETE \/api\/auth\/identities\/[^/]+$/, 'unlink_identity'],
];

/** For what a call may want a proof, by its route; `null` when it never does. */
export function purposeOf(method: string, path: string): string | null {
  const call = `${method} ${path.replace(/\?.*$/, '').replace(/\/$/, '')}`;
  return PURPOSES.find(([route]) => route.test(call))?.[1] ?? null;
}

/**
 * The headers of a call by somebody who proves themselves for it, where it may want that. Who gets no proof makes the call
 * without: its answer is the test's to judge.
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
