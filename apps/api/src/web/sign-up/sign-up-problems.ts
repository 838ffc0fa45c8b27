import { problemWords } from '#api/platform/http';
import { isPersonName, normaliseEmail, type AppError } from '#libs/kernel';
import type { Language } from '#libs/languages';
import { sentencesOf } from '../mailed-links/new-password.page.js';
import { webTexts } from '../texts/index.js';
import { signUpTexts } from './texts/index.js';

/** What was typed into the form, without blanks around it. */
export interface TypedSignUp {
  readonly email: string;
  readonly password: string;
  readonly firstName: string;
  readonly lastName: string;
}

export type SignUpField = 'email' | 'password' | 'first_name' | 'last_name';

/** A problem of the last attempt; without a field it is of the whole form. */
export interface SignUpProblem {
  readonly field?: SignUpField;
  readonly words: string;
}

const ADDRESS_MAX = 320;

const isAddress = (text: string) => text.length <= ADDRESS_MAX && normaliseEmail(text) !== null;
const isNameOrNone = (text: string) => text === '' || isPersonName(text);

/** What is wrong with each field by itself; the rules for passwords are asked later. */
export function typedProblems(language: Language, typed: TypedSignUp): SignUpProblem[] {
  const say = signUpTexts(language);
  const { email, password, firstName, lastName } = typed;
  const rules: readonly [SignUpField, boolean, string][] = [
    ['email', isAddress(email), webTexts(language)('addressProblem')],
    ['password', password !== '', say('signUpPasswordMissing')],
    ['first_name', isNameOrNone(firstName), say('signUpNameProblem')],
    ['last_name', isNameOrNone(lastName), say('signUpNameProblem')],
  ];
  return rules.flatMap(([field, isFine, words]) => (isFine ? [] : [{ field, words }]));
}

/** The problems of a refused registration that the person can put right on the page; `null` for another refusal. */
export function refusedProblems(language: Language, error: AppError): SignUpProblem[] | null {
  switch (error.code) {
    case 'PASSWORD_UNACCEPTABLE':
      return sentencesOf(webTexts(language), error).map((words) => ({ field: 'password', words }));
    case 'EMAIL_TAKEN':
      return [{ field: 'email', words: problemWords(language, error) }];
    case 'STALE_FORM':
      return [{ words: problemWords(language, error) }];
    default:
      return null;
  }
}
