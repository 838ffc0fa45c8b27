import { formatList, type Say } from '#libs/languages';
import type { SessionsTexts } from './texts/index.js';

type Method = keyof SessionsTexts & `method${string}`;

/** What an authentication method (RFC 8176) is called; `user` and `mfa` only qualify the others. */
const WORDS: Readonly<Record<string, Method | undefined>> = {
  pwd: 'methodPassword',
  hwk: 'methodPasskey',
  swk: 'methodPasskey',
  otp: 'methodCode',
  fed: 'methodProvider',
};

/** How a person was authenticated, in words of the page; `null` where nothing is known of it. */
export function methodWords(say: Say<SessionsTexts>, amr: readonly string[]): string | null {
  const words = amr.flatMap((method) => {
    const key = WORDS[method];
    return key === undefined ? [] : say(key);
  });
  return words.length === 0 ? null : formatList(say.language, [...new Set(words)]);
}
