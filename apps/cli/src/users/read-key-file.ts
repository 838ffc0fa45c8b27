import type { KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { UnusableKey } from '#api/integration/importing';
import { Refusal } from '../outcome.js';

/** Longer than any key of these kinds. */
const MOST_CHARACTERS = 20_000;

/** The key in a PEM file. @throws Refusal that names the file */
export async function readKeyFile(
  path: string,
  parse: (pem: string) => KeyObject,
): Promise<KeyObject> {
  const pem = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Refusal(`cannot read ${path}: ${error.code}`);
  });
  try {
    return parse(pem.slice(0, MOST_CHARACTERS));
  } catch (error) {
    if (!(error instanceof UnusableKey)) throw error;
    const hint =
      'Make one: openssl genpkey -algorithm X25519 -out key.pem, and openssl pkey -in key.pem -pubout';
    throw new Refusal(`${path}: ${error.message}`, hint);
  }
}
