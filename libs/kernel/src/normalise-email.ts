import { domainToASCII } from 'node:url';
import { AppError } from './app-error.js';

/** An e-mail address that mail can be delivered to. */
export interface NormalisedEmail {
  /** As typed, trimmed: the form that is stored and shown. */
  readonly typed: string;
  /** The form in which addresses are compared: one for each mailbox. */
  readonly canonical: string;
  /** The form that mail is sent to: NFKC, the domain in ASCII, the case of the local part kept. */
  readonly mailbox: string;
}

/** RFC 5321 section 4.5.3.1, in bytes. */
const LOCAL_PART_MAX_BYTES = 64;
const MAILBOX_MAX_BYTES = 254;

/**
 * RFC 5322 atoms and, by RFC 6531, letters of any script; no quoted forms, which can hide an @ or a second address.
 */
const LOCAL_PART =
  /^[\p{L}\p{M}\p{N}\p{So}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{M}\p{N}\p{So}!#$%&'*+/=?^_`{|}~-]+)*$/u;

/** RFC 2047: mail software may decode it into another address. */
const isEncodedWord = (text: string) => text.includes('=?') && text.includes('?=');

/**
 * Invisible, control, separator and unassigned characters: two addresses may differ only by them and look the same.
 */
const UNSEEN = /[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/u;

/** Checked before the conversion to ASCII, which would decode %-escapes and parse numbers as IP addresses. */
const DOMAIN_TEXT = /^[a-z0-9.\-\u0080-\u{10ffff}]+$/iu;
const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?=.*[a-z])[a-z0-9-]{2,63}$/;

const bytesOf = (text: string): number => Buffer.byteLength(text, 'utf8');

/**
 * Unicode's simple case folding, the same in every locale; ß and ı are unchanged, because they are different
 * mailboxes.
 */
function foldLocalPart(local: string): string {
  return local.toLowerCase().replaceAll('ς', 'σ').normalize('NFKC');
}

function toAsciiDomain(domain: string): string | null {
  if (!DOMAIN_TEXT.test(domain)) return null;
  const ascii = domainToASCII(domain).replace(/\.$/, '');
  return DOMAIN.test(ascii) && !ascii.endsWith('-') ? ascii : null;
}

function isLocalPart(local: string): boolean {
  return (
    bytesOf(local) <= LOCAL_PART_MAX_BYTES &&
    LOCAL_PART.test(local) &&
    !UNSEEN.test(local) &&
    !isEncodedWord(local)
  );
}

/**
 * Parses an address; `null` if it is no address of a mailbox. It is made canonical before it is checked: a form that
 * looks like another address either is that address or is refused.
 */
export function normaliseEmail(text: string): NormalisedEmail | null {
  if (text.length > MAILBOX_MAX_BYTES * 2) return null;
  const typed = text.trim();
  if (UNSEEN.test(typed)) return null;
  const [local = '', domainText = '', ...others] = typed.normalize('NFKC').split('@');
  if (others.length > 0 || !isLocalPart(local)) return null;
  const domain = toAsciiDomain(domainText);
  if (domain === null) return null;
  const mailbox = `${local}@${domain}`;
  if (bytesOf(mailbox) > MAILBOX_MAX_BYTES) return null;
  return { typed, canonical: `${foldLocalPart(local)}@${domain}`, mailbox };
}

/**
 * Like `normaliseEmail`, for the field `email` of a request or a command.
 * @throws AppError `VALIDATION_FAILED` if it is no address of a mailbox
 */
export function getNormalisedEmail(text: string): NormalisedEmail {
  const address = normaliseEmail(text);
  if (address) return address;
  const message = 'email must be an e-mail address';
  throw new AppError('VALIDATION_FAILED', {
    detail: message,
    errors: [{ field: 'email', code: 'INVALID_EMAIL', message }],
  });
}

/**
 * The mailbox of an account, for any form of its address that a caller enters: mail is never sent to an address that
 * is not stored with the account.
 */
export function mailboxOf(user: {
  readonly email: string;
  readonly emailCanonical: string;
}): string {
  return normaliseEmail(user.email)?.mailbox ?? user.emailCanonical;
}
