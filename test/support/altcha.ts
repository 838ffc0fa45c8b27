import { solveChallenge } from 'altcha-lib/v1';
import type { HttpClient } from '#libs/testing';

interface Challenge {
  readonly algorithm: string;
  readonly challenge: string;
  readonly maxnumber: number;
  readonly salt: string;
  readonly signature: string;
}

export interface SolvedChallenge {
  readonly payload: Readonly<Record<string, unknown>>;
  /** The value of `X-Captcha-Solution`. */
  readonly text: string;
}

export const encodeSolution = (payload: object): string =>
  Buffer.from(JSON.stringify(payload)).toString('base64');

/** Solves a challenge as a browser does. */
export async function solve(client: HttpClient): Promise<SolvedChallenge> {
  const { body } = await client.get<Challenge>('/api/captcha/challenge');
  const { algorithm, challenge, maxnumber, salt, signature } = body;
  const solved = await solveChallenge(challenge, salt, algorithm, maxnumber).promise;
  const payload = { algorithm, challenge, number: solved?.number, salt, signature };
  return { payload, text: encodeSolution(payload) };
}

export const solvedChallenge = async (client: HttpClient): Promise<string> =>
  (await solve(client)).text;
