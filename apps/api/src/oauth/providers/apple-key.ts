import { createPrivateKey, type KeyObject } from 'node:crypto';

/** The content of the .p8 file, whose line ends may be written as `\n`. */
export const toAppleKey = (text: string): KeyObject =>
  createPrivateKey(text.replaceAll('\\n', '\n'));

/** Why Apple's key cannot be used, or `null`. Never contains any part of the key. */
export function appleKeyProblem(text: string): string | null {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = toAppleKey(text);
    const isP256 = asymmetricKeyType === 'ec' && asymmetricKeyDetails?.namedCurve === 'prime256v1';
    return isP256 ? null : 'must be an EC key of the curve P-256';
  } catch {
    return 'must be the content of the .p8 file, a private key in PEM';
  }
}
