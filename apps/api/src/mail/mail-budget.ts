import type { Mail, MailCause } from './mail.js';

/** `ann+1@…`, `ann+2@…` are one mailbox with most providers, but also what a developer tries things with. */
const SHARED_FACTOR = 4;
/** Of those that are owed: no more than one in ten minutes, however short the lives of links are set. */
const OWED_HOURLY = 6;

/** What a budget must know of a mail. */
export type Budgeted = Pick<Mail, 'template' | 'to' | 'by' | 'isOwed'>;

/** An address as mailboxes are told apart: no case and no width in any of the three. */
export interface CountedMailbox {
  readonly exact: string;
  /** Without dots in the local part, which may be the same mailbox or somebody else's. */
  readonly dotless: string;
  /** Without what is behind a `+` as well. */
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

/** How many mails of a kind a mailbox gets within the hour, by who causes them. */
export interface HourlyLimits {
  readonly perAddressHourly: number;
  readonly noticesHourly: number;
  readonly recoveryHourly: number;
}

/** One count that a mail is added to. */
export interface MailCount {
  readonly bucket: string;
  readonly mailbox: string;
  readonly most: number;
}

/** The counts that must all have room for a mail; if one has not, the mail may still go out by `owed`. */
export interface MailCounts {
  readonly all: readonly MailCount[];
  readonly owed: MailCount | null;
}

/**
 * Where a mail is counted. Each kind of mail is counted by itself, and apart for each kind of caller that causes it: what
 * strangers use up is nothing that the owner needs. `null`: it is not counted.
 * @param isNotice whether the template is a security notice
 */
export function countsOf(
  { template, to, by = 'anybody', isOwed = false }: Budgeted,
  isNotice: boolean,
  limits: HourlyLimits,
): MailCounts | null {
  if (by === 'fold') return null;
  const { exact, dotless, base } = mailboxOfAddress(to);
  // Strangers write an address in many ways. What its owner causes is counted apart from a similar address.
  const mailbox = by === 'anybody' && !isNotice ? dotless : exact;
  const bucket = `${template}/${by}`;
  const most = mostOf(by, isNotice, limits);
  const own = { bucket, mailbox, most };
  // Those that may be one mailbox get together four times what each gets.
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
