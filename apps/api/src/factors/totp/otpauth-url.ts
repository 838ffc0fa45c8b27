import { generateURI, ScureBase32Plugin } from 'otplib';
import QRCode from 'qrcode';
import { STEP_SECONDS } from './totp-code.js';

const base32 = new ScureBase32Plugin();

/** RFC 4648, without padding, as authenticator apps take it. */
export const toBase32 = (secret: Buffer): string => base32.encode(secret, { padding: false });

/** @throws Error when it is no base 32 */
export const fromBase32 = (text: string): Buffer => Buffer.from(base32.decode(text));

/** The address that authenticator apps read from a QR code. */
export function toOtpauthUrl(
  secret: Buffer,
  { issuer, account }: { readonly issuer: string; readonly account: string },
): string {
  // A colon separates the issuer from the account in the label.
  const name = issuer.replaceAll(':', ' ');
  return generateURI({
    strategy: 'totp',
    issuer: name,
    label: account,
    secret: toBase32(secret),
    algorithm: 'sha1',
    digits: 6,
    period: STEP_SECONDS,
  });
}

/** The QR code of a text, as an SVG document without script and style. */
export const toQrSvg = (text: string): Promise<string> =>
  QRCode.toString(text, { type: 'svg', errorCorrectionLevel: 'M', margin: 4 });
