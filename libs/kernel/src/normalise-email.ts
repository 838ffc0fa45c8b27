import { domainToASCII } from 'node:url';
import { AppError } from './app-error.js';

/** An address that mail can be delivered to. */
export interface NormalisedEmail {
  /** As typed, without white space around it: what is stored and shown. */
  readonly typed: string;
  /** What addresses are compared by: one for each mailbox. */
  readonly canonical: string;
  /** What mail goes to: NFKC, the domain in ASCII, the case of the local part kept. */
  readonly mailbox: string;
}

/** RFC 5321 section 4.5.3.1, in bytes. */
const LOCAL_PART_MAX_BYTES = 64;
const MAILBOX_MAX_BYTES = 254;

/** RFC 5322 atoms and, by RFC 6531, letters of any script; no quoted forms, which hide an @ or a second address. */
const LOCAL_PART =
  /^[\p{L}\p{M}\p{N}\p{So}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{M}\p{N}\p{So}!#$%&'*+/=?^_`{|}~-]+)*$/u;

/** RFC 2047: mail software may decode it into another address. */
const isEncodedWord = (text: string) => text.includes('=?') && text.includes('?=');

/** What is not seen, controls, separators, unassigned: two addresses may differ by it and look alike. */
const UNSEEN = /[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/u;

/** Before the conversion to ASCII, which would decode %-escapes and read numbers as addresses of hosts. */
const DOMAIN_TEXT = /^[a-z0-9.\-\u0080-\u{10ffff}]+$/iu;
const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?=.*[a-z])[a-z0-9-]{2,63}$/;

const bytesOf = (text: string): number => Buffer.byteLength(text, 'utf8');

/** Caseless by Unicode's simple folding, the same in every locale; ß stays ß and ı stays ı: other mailboxes. */
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
 * `null` when it is no address of a mailbox. Made canonical first and judged then: a form that looks like
 * another one's address either is that address, or is none.
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
 * As `normaliseEmail`, for the field `email` of a request or a command.
 * @throws AppError `VALIDATION_FAILED` when it is no address of a mailbox
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
 * Where mail to an account goes, whatever form of its address somebody has typed now: never to an address
 * that was not stored with the account.
 */
export function mailboxOf(user: {
  readonly email: string;
  readonly emailCanonical: string;
}): string {
  return normaliseEmail(user.email)?.mailbox ?? user.emailCanonical;
}
