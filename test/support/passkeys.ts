import type { Answer, HttpClient } from '#libs/testing';
import { freshProof, showing, type Prover } from './fresh-proof.js';
import type {
  CreationOptions,
  RequestOptions,
  SoftwareAuthenticator,
} from './software-authenticator.js';

interface Options<T> {
  readonly options: T;
  readonly expires_in: number;
}

/** A passkey as the server answers it. */
export interface AddedPasskey {
  readonly id: string;
  readonly name: string;
  readonly authenticator: string | null;
  readonly backed_up: boolean;
  readonly device_bound: boolean;
}

/** The creation options for a signed-in user, with the proof that the caller has made. */
export const creationOptions = (
  server: HttpClient,
  token: string,
  proof: string,
): Promise<Answer<Options<CreationOptions> & { readonly code?: string }>> =>
  server.post('/api/auth/factors/passkeys/options', {}, { token, headers: showing(proof) });

/** Registers a passkey with a proof by the password, or by the passkey before, and notes it as what proves the next. @throws Error when the answer is not 201 */
export async function addPasskey(
  server: HttpClient,
  prover: Prover,
  authenticator: SoftwareAuthenticator,
  name?: string,
): Promise<AddedPasskey> {
  const proof = await freshProof(server, prover, 'add_factor');
  const { body } = await creationOptions(server, prover.token, proof);
  const answer = await server.post<{ passkey: AddedPasskey }>(
    '/api/auth/factors/passkeys',
    { response: authenticator.register(body.options), ...(name !== undefined && { name }) },
    { token: prover.token, headers: showing(proof) },
  );
  if (answer.status !== 201) throw new Error(`No passkey: ${answer.status} ${answer.text}`);
  prover.authenticator = authenticator;
  return answer.body.passkey;
}

/** The options of a sign-in by a passkey alone. */
export const signInOptions = async (server: HttpClient): Promise<RequestOptions> =>
  (await server.post<Options<RequestOptions>>('/api/auth/login/passkey/options', {})).body.options;
