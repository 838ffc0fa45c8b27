import { withoutSecrets, type ServerTrouble } from '../delivery-failure.js';

/** A refusal of the server, as far as it decides. */
export interface SmtpReply {
  /** RFC 5321; 0 when the server said nothing. */
  readonly status: number;
  /** RFC 3463, subject and detail: `1.1` of `5.1.1`; empty when there is none. */
  readonly detail: string;
  /** Without addresses: a recipient's name must not decide. */
  readonly words: string;
}

/** Reads the last line of an answer. */
export function readReply(response: string | undefined, status: number): SmtpReply {
  const words = withoutSecrets(response ?? '');
  const [, detail = ''] = /\b[245]\.(\d{1,3}\.\d{1,3})\b/.exec(words) ?? [];
  return { status, detail, words };
}

/** RFC 4954 section 6: sign in first, or differently. */
const ABOUT_SIGNING_IN = new Set([530, 534, 535, 538]);

const ABOUT_RECIPIENT = /recipient (?:address )?rejected|user unknown|no such (?:user|mailbox)/i;
const ABOUT_CONTENT = /\bspam\b|\bvirus\b|malware|phish|\bcontent\b|message (?:looks|contains)/i;

/** Words that servers use about who sends, whatever number stands before them. First match wins. */
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

/** RFC 3463 and RFC 7372: codes about who sends; `null` where a mailbox, an address or the content is meant. */
const BY_DETAIL: readonly (readonly [RegExp, ServerTrouble | null])[] = [
  [/^1\.[78]$/, 'sender'],
  [/^3\.[125]$/, 'busy'],
  [/^4\.5$/, 'policy'],
  [/^[126]\.|^3\.4$/, null],
  [/^7\.(?:[089]|1[0-4])$/, 'sign_in'],
  [/^7\.(?:60|8|2[0-79])$/, 'policy'],
];

/**
 * What a refusal of one mail may say about all of them; `null` when it is about this mail.
 * @param isOfText the server has heard the whole mail: a policy is about its content then
 */
export function standingOf(reply: SmtpReply, isOfText: boolean): ServerTrouble | null {
  const { status } = reply;
  if (status === 421) return 'busy';
  if (ABOUT_SIGNING_IN.has(status)) return 'sign_in';
  return standingByText(reply, isOfText);
}

/** More than the account may send at a time; `4.5` is RFC 3463's. */
const OF_A_LIMIT = /\brate\b|\blimit|\bquota/i;

/** Whether a refusal about who sends passes by itself, whatever number stands before it. */
export const isPassing = ({ detail, words }: SmtpReply): boolean =>
  detail === '4.5' || OF_A_LIMIT.test(words);

/** By the enhanced code (RFC 3463) and the words, where the status alone says nothing. */
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
