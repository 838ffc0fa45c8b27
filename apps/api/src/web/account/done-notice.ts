import { doneParagraph, type Html } from '#api/platform/html';
import type { Say } from '#libs/languages';
import type { AccountTexts } from './texts/index.js';

/** The sentences about what was done, by the value of `done` in an address. */
const NOTICES = {
  saved: 'saved',
  resent: 'resent',
  asked: 'emailAsked',
  dropped: 'emailDropped',
  changed: 'passwordChanged',
  set: 'passwordSet',
  removed: 'passwordRemoved',
  deleted: 'accountDeleted',
} as const satisfies Record<string, keyof AccountTexts>;

export type Done = keyof typeof NOTICES;

/** Announced above the page that an act has led to; `null` for anything but the values of our own pages. */
export function doneNotice(
  say: Say<AccountTexts>,
  done: unknown,
  known: readonly Done[],
): Html | null {
  const found = known.find((one) => one === done);
  return doneParagraph(found === undefined ? null : say(NOTICES[found]));
}
