import type { Mail, MailCause } from './mail.js';

/** `ann+1@…` and `ann+2@…` are one mailbox at most providers; developers use such addresses for tests. */
const SHARED_FACTOR = 4;
/** Owed mails an hour: at most one in ten minutes, however short the configured lifetime of links. */
const OWED_HOURLY = 6;

/** The properties of a mail that decide its budget. */
export type Budgeted = Pick<Mail, 'template' | 'to' | 'by' | 'isOwed'>;

/** The forms of an address that identify its mailbox, all without case and width (NFKC). */
export interface CountedMailbox {
  readonly exact: string;
  /** Without dots in the local part: the same mailbox at some providers, another user's at others. */
  readonly dotless: string;
  /** Also without the part after a `+`. */
  readonly base: string;
}

export function mailboxOfAddress(address: string): CountedMailbox {
  const exact = address.normalize('NFKC').toLowerCase();
  const at = exact.lastIndexOf('@');
  const domain = exact.slice(at);
  const local = exact.slice(0, at).replaceAll('.', '');
  const [base = ''] = local.split('+');
  return { exact, dotless: local + domain, base: base + domain };
}

/** How many mails of a kind a mailbox gets within an hour, by their cause. */
export interface HourlyLimits {
  readonly perAddressHourly: number;
  readonly noticesHourly: number;
  readonly recoveryHourly: number;
}

/** A counter that a mail is added to. */
export interface MailCount {
  readonly bucket: string;
  readonly mailbox: string;
  readonly most: number;
}

/** All counters of a mail. It is sent if none of `all` has reached its limit, or by the counter `owed`. */
export interface MailCounts {
  readonly all: readonly MailCount[];
  readonly owed: MailCount | null;
}

/**
 * The counters of a mail; `null` when it is not counted. Each kind of mail and each cause has its own counter, so that
 * callers who know only the address do not use up the mails of the owner.
 * @param isNotice whether the template is a security notice
 */
export function countsOf(
  { template, to, by = 'anybody', isOwed = false }: Budgeted,
  isNotice: boolean,
  limits: HourlyLimits,
): MailCounts | null {
  if (by === 'fold') return null;
  const { exact, dotless, base } = mailboxOfAddress(to);
  // A caller who only knows the address can vary its dots. The owner's mails count for the exact address.
  const mailbox = by === 'anybody' && !isNotice ? dotless : exact;
  const bucket = `${template}/${by}`;
  const most = mostOf(by, isNotice, limits);
  const own = { bucket, mailbox, most };
  // All addresses that may be one mailbox share four times the limit of one.
  const shared = { bucket, mailbox: `+${base}`, most: most * SHARED_FACTOR };
  return {
    all: mailbox === base ? [own] : [shared, own],
    owed: isOwed ? { bucket: `${template}/owed`, mailbox: exact, most: OWED_HOURLY } : null,
  };
}

function mostOf(by: MailCause, isNotice: boolean, limits: HourlyLimits): number {
  if (by === 'recovery') return limits.recoveryHourly;
  return isNotice ? limits.noticesHourly : limits.perAddressHourly;
}
