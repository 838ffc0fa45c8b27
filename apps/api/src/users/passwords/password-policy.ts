import type { FieldProblem } from '#libs/kernel';
import { isCommonPassword } from './common-passwords.js';
import { isUsable, MAX_CODE_UNITS } from './password-form.js';

const MIN_CHARACTERS = 8;
const MAX_CHARACTERS = 128;
const LOCAL_PART_MIN_CHARACTERS = 4;

/** The account of a new password. */
export interface PasswordContext {
  /** The account's address, which the password may not contain. */
  readonly email: string;
}

const fold = (text: string): string => text.normalize('NFKC').toLowerCase();
const countCharacters = (text: string): number => [...text].length;

function containsAddress(folded: string, email: string): boolean {
  const address = fold(email.trim());
  const local = address.slice(0, Math.max(address.lastIndexOf('@'), 0));
  return (
    (address !== '' && folded.includes(address)) ||
    (countCharacters(local) >= LOCAL_PART_MIN_CHARACTERS && folded.includes(local))
  );
}

/** Also with digits behind it. */
function isNameOfService(folded: string, names: readonly string[]): boolean {
  const squeezed = folded.replaceAll(/\s/g, '');
  return names.some((name) => {
    const word = fold(name).replaceAll(/\s/g, '');
    return word !== '' && squeezed.startsWith(word) && /^\d*$/.test(squeezed.slice(word.length));
  });
}

type Problem = Omit<FieldProblem, 'field'>;

const TOO_SHORT: Problem = {
  code: 'TOO_SHORT',
  message: `The password needs at least ${MIN_CHARACTERS} characters.`,
};
const TOO_LONG: Problem = {
  code: 'TOO_LONG',
  message: `The password may have at most ${MAX_CHARACTERS} characters.`,
};
const INVALID_CHARACTERS: Problem = {
  code: 'INVALID_CHARACTERS',
  message: 'The password has a character that cannot be typed.',
};
const TOO_COMMON: Problem = {
  code: 'TOO_COMMON',
  message: 'This password is among the most used ones and easily guessed. Choose another.',
};
const CONTAINS_EMAIL: Problem = {
  code: 'CONTAINS_EMAIL',
  message: 'The password may not contain the e-mail address or the part before its @.',
};

/**
 * What is wrong with a new password by the contract's rules: its length in characters of the NFC form, the
 * common ones, the account's address. No rules of composition, no strength score.
 */
export function findPasswordProblems(
  password: string,
  context: PasswordContext,
  serviceNames: readonly string[],
): readonly Problem[] {
  if (password.length > MAX_CODE_UNITS) return [TOO_LONG];
  if (!isUsable(password)) return [INVALID_CHARACTERS];
  const characters = countCharacters(password.normalize('NFC'));
  if (characters < MIN_CHARACTERS) return [TOO_SHORT];
  if (characters > MAX_CHARACTERS) return [TOO_LONG];
  const folded = fold(password);
  const problems: Problem[] = [];
  if (isCommonPassword(folded) || isNameOfService(folded, serviceNames)) problems.push(TOO_COMMON);
  if (containsAddress(folded, context.email)) problems.push(CONTAINS_EMAIL);
  return problems;
}
