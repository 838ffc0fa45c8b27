import type { ProfileChange } from '#api/users';
import type { PrincipalAccount } from '#libs/access';
import { isPersonName } from '#libs/kernel';
import { isLanguage } from '#libs/languages';

/** The fields of the form as they were typed; empty removes. */
export interface TypedProfile {
  readonly first_name: string;
  readonly last_name: string;
  readonly locale: string;
}

export type ProfileProblems = Partial<
  Record<keyof TypedProfile, 'nameProblem' | 'languageProblem'>
>;

/** The form of an account that nobody has changed. */
export const profileOf = ({ firstName, lastName, locale }: PrincipalAccount): TypedProfile => ({
  first_name: firstName ?? '',
  last_name: lastName ?? '',
  locale: locale ?? '',
});

/** What is wrong, by field. */
export function problemsIn({ first_name, last_name, locale }: TypedProfile): ProfileProblems {
  const isName = (typed: string) => typed === '' || isPersonName(typed);
  return {
    ...(!isName(first_name) && { first_name: 'nameProblem' }),
    ...(!isName(last_name) && { last_name: 'nameProblem' }),
    ...(locale !== '' && !isLanguage(locale) && { locale: 'languageProblem' }),
  };
}

/** Only what differs: the audit trail records no change that is none. */
export function changeOf(account: PrincipalAccount, typed: TypedProfile): ProfileChange {
  const before = profileOf(account);
  const valueOf = (text: string) => (text === '' ? null : text);
  return {
    ...(typed.first_name !== before.first_name && { firstName: valueOf(typed.first_name) }),
    ...(typed.last_name !== before.last_name && { lastName: valueOf(typed.last_name) }),
    ...(typed.locale !== before.locale && { locale: valueOf(typed.locale) }),
  };
}
