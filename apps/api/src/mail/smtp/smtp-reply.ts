import { withoutSecrets, type ServerTrouble } from '../delivery-failure.js';

/** The parts of a refusal by which it is classified. */
export interface SmtpReply {
  /** The reply code (RFC 5321); 0 when the server did not reply. */
  readonly status: number;
  /** RFC 3463, subject and detail: `1.1` of `5.1.1`; empty when there is none. */
  readonly detail: string;
  /** Without addresses, so that the name of a recipient has no effect. */
  readonly words: string;
}

/** Reads the last line of an answer. */
export function readReply(response: string | undefined, status: number): SmtpReply {
  const words = withoutSecrets(response ?? '');
  const [, detail = ''] = /\b[245]\.(\d{1,3}\.\d{1,3})\b/.exec(words) ?? [];
  return { status, detail, words };
}

/** RFC 4954 section 6: authentication is required, or failed. */
const ABOUT_SIGNING_IN = new Set([530, 534, 535, 538]);

const ABOUT_RECIPIENT = /recipient (?:address )?rejected|user unknown|no such (?:user|mailbox)/i;
const ABOUT_CONTENT = /\bspam\b|\bvirus\b|malware|phish|\bcontent\b|message (?:looks|contains)/i;

/** Words that servers use about the sending host, account or sender, with any reply code. The first match decides. */
const ABOUT_STANDING: readonly (readonly [RegExp, ServerTrouble])[] = [
  [/\brelay(?:ing)?\b|allowed rcpthosts/i, 'relaying'],
  [/authenticat\w* (?:is )?required|must (?:authenticate|log in)|STARTTLS/i, 'sign_in'],
  [/sender (?:address )?(?:rejected|denied|not allowed)|send as\b|not verified/i, 'sender'],
  [/(?:client host|helo command) rejected|\bblock(?:ed|list)|blacklist|spamhaus/i, 'policy'],
  [
    /\bSPF\b|\bDKIM\b|\bDMARC\b|unauthenticated|reputation|\brate\b|sending (?:limit|quota)/i,
    'policy',
  ],
  [/too many (?:connections|messages|mails)|throttl|insufficient system/i, 'busy'],
];

/** RFC 3463 and RFC 7372: codes about the sending host, account or sender; `null` for codes about a mailbox, an address or the content. */
const BY_DETAIL: readonly (readonly [RegExp, ServerTrouble | null])[] = [
  [/^1\.[78]$/, 'sender'],
  [/^3\.[125]$/, 'busy'],
  [/^4\.5$/, 'policy'],
  [/^[126]\.|^3\.4$/, null],
  [/^7\.(?:[089]|1[0-4])$/, 'sign_in'],
  [/^7\.(?:60|8|2[0-79])$/, 'policy'],
];

/**
 * The fault of the server that a refusal may indicate; `null` when the refusal concerns only this mail.
 * @param isOfText the server has received the whole content: then a policy concerns the content
 */
export function standingOf(reply: SmtpReply, isOfText: boolean): ServerTrouble | null {
  const { status } = reply;
  if (status === 421) return 'busy';
  if (ABOUT_SIGNING_IN.has(status)) return 'sign_in';
  return standingByText(reply, isOfText);
}

/** Words about a sending limit; the code `4.5` (RFC 3463) means the same. */
const OF_A_LIMIT = /\brate\b|\blimit|\bquota/i;

/** Whether a refusal of the sender ends by itself, with any reply code. */
export const isPassing = ({ detail, words }: SmtpReply): boolean =>
  detail === '4.5' || OF_A_LIMIT.test(words);

/** Classifies by the enhanced code (RFC 3463) and the words, where the reply code does not decide. */
function standingByText(
  { status, detail, words }: SmtpReply,
  isOfText: boolean,
): ServerTrouble | null {
  const byDetail = firstOf(BY_DETAIL, detail);
  if (byDetail === null || ABOUT_RECIPIENT.test(words)) return null;
  const byWords = firstOf(ABOUT_STANDING, words);
  if (byWords) return byWords;
  if (ABOUT_CONTENT.test(words)) return null;
  const isPolicy = status >= 500 && detail.startsWith('7.') && !isOfText;
  return byDetail ?? (isPolicy ? 'policy' : null);
}

/** `undefined` when nothing matches. */
function firstOf<T>(table: readonly (readonly [RegExp, T])[], text: string): T | undefined {
  return table.find(([pattern]) => pattern.test(text))?.[1];
}
