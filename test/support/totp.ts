import { createHmac } from 'node:crypto';
import type { Answer, HttpClient } from '#libs/testing';
import { proven, type Prover } from './fresh-proof.js';

const STEP_SECONDS = 30;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

export const stepAt = (ms: number): number => Math.floor(ms / 1000 / STEP_SECONDS);

/** The bytes of a secret in base 32 (RFC 4648), as an authenticator app reads them. */
function bytesOf(base32: string): Buffer {
  const bits = [...base32].map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0'));
  const bytes = bits.join('').match(/.{8}/g) ?? [];
  return Buffer.from(bytes.map((byte) => Number.parseInt(byte, 2)));
}

/** The code of a step, computed by RFC 4226 without the library of the server. */
export function codeOfStep(base32: string, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', bytesOf(base32)).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 0xf;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** What an authenticator app shows at a moment. */
export const codeAt = (base32: string, ms: number): string => codeOfStep(base32, stepAt(ms));

/** A code that no step within the drift has. */
export function wrongCodeAt(base32: string, ms: number): string {
  const near = [-2, -1, 0, 1, 2].map((shift) => codeOfStep(base32, stepAt(ms) + shift));
  const wrong = Array.from({ length: 6 }, (_, index) => String(index).repeat(6));
  return wrong.find((code) => !near.includes(code)) ?? '';
}

export interface BegunTotp {
  readonly id: string;
  readonly secret: string;
  readonly otpauth_url: string;
  readonly qr_svg: string;
  readonly expires_in: number;
}

interface ConfirmedTotp {
  readonly id: string;
  readonly recovery_codes: readonly string[] | null;
}

/** An authenticator app of an account, enrolled by the API. */
export interface EnrolledTotp {
  readonly id: string;
  readonly secret: string;
  readonly recoveryCodes: readonly string[];
}

export const confirmTotp = (
  server: HttpClient,
  token: string,
  id: string,
  code: string,
): Promise<Answer<ConfirmedTotp & { readonly code?: string }>> =>
  server.post(`/api/auth/factors/totp/${id}/confirm`, { code }, { token });

/** Begins an enrolment with a fresh proof. @throws Error when it is refused */
export async function beginTotp(
  server: HttpClient,
  prover: Prover,
  name = 'Phone',
): Promise<BegunTotp> {
  const options = await proven(server, prover, 'add_factor');
  const answer = await server.post<BegunTotp>('/api/auth/factors/totp', { name }, options);
  if (answer.status !== 201) throw new Error(`No enrolment: ${answer.status} ${answer.text}`);
  return answer.body;
}

/** Enrols an authenticator app at the given time of the server. @throws Error when it is refused */
export async function enrolTotp(
  server: HttpClient,
  prover: Prover,
  nowMs: number,
): Promise<EnrolledTotp> {
  const { id, secret } = await beginTotp(server, prover);
  const answer = await confirmTotp(server, prover.token, id, codeAt(secret, nowMs));
  if (answer.status !== 200) throw new Error(`Not confirmed: ${answer.status} ${answer.text}`);
  return { id, secret, recoveryCodes: answer.body.recovery_codes ?? [] };
}
