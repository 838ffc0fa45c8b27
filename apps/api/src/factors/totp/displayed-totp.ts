import { toBase32, toOtpauthUrl, toQrSvg } from './otpauth-url.js';

/** A secret in the forms in which an authenticator app takes it. */
export interface DisplayedTotp {
  readonly secret: string;
  readonly otpauthUrl: string;
  readonly qrSvg: string;
}

/** @param label the name of the installation, and the address of the account */
export async function displayTotp(
  secret: Buffer,
  label: { readonly issuer: string; readonly account: string },
): Promise<DisplayedTotp> {
  const otpauthUrl = toOtpauthUrl(secret, label);
  return { secret: toBase32(secret), otpauthUrl, qrSvg: await toQrSvg(otpauthUrl) };
}
