import type { SignInRequest } from './sign-in-request.js';

/** An account that is signed in in the browser. */
export interface Candidate {
  readonly id: string;
  /** The address of the account, canonical. */
  readonly address: string;
  /** Seconds since the epoch. */
  readonly authTime: number;
  /** Whether the person must act at a page first: until then no application gets a session. */
  readonly mustAct?: boolean;
}

/** What is known when an application asks for a sign-in. */
export interface SignInQuestion<C extends Candidate> extends Pick<
  SignInRequest,
  'prompt' | 'maxAgeSeconds'
> {
  readonly candidates: readonly C[];
  /** The account that the person has chosen at the page for it, if any. */
  readonly chosenId: string | null;
  /** The address that the application expects, canonical. */
  readonly hint: string | null;
  /** Seconds since the epoch. */
  readonly now: number;
}

export type SilentRefusal =
  | 'login_required'
  | 'interaction_required'
  | 'account_selection_required';

export type SignInDecision<C extends Candidate = Candidate> =
  | { readonly kind: 'finish'; readonly account: C }
  | { readonly kind: 'choose_account' }
  | { readonly kind: 'sign_in' }
  | { readonly kind: 'reauthenticate'; readonly account: C }
  | { readonly kind: 'act'; readonly account: C }
  | { readonly kind: 'error'; readonly error: SilentRefusal };

/**
 * What a sign-in request leads to, by OpenID Connect Core section 3.1.2.1. An application that names an address never gets
 * another account without the person's choice.
 */
export function decideSignIn<C extends Candidate>(question: SignInQuestion<C>): SignInDecision<C> {
  const { prompt, chosenId } = question;
  const isSilent = prompt.includes('none');
  const chosen = question.candidates.find(({ id }) => id === chosenId);
  if (chosen && !isSilent) return judge(chosen, question);
  const fitting = fittingOf(question);
  const [only, ...others] = fitting;
  if (isSilent) return decideSilently(question, fitting);
  if (prompt.includes('select_account') && question.candidates.length > 0)
    return { kind: 'choose_account' };
  if (!only) return { kind: 'sign_in' };
  return others.length > 0 ? { kind: 'choose_account' } : judge(only, question);
}

function decideSilently<C extends Candidate>(
  question: SignInQuestion<C>,
  [only, ...others]: readonly C[],
): SignInDecision<C> {
  if (!only) return { kind: 'error', error: 'login_required' };
  if (others.length > 0) return { kind: 'error', error: 'account_selection_required' };
  const judged = judge(only, question);
  if (judged.kind === 'reauthenticate') return { kind: 'error', error: 'login_required' };
  return judged.kind === 'act' ? { kind: 'error', error: 'interaction_required' } : judged;
}

const fittingOf = <C extends Candidate>({ candidates, hint }: SignInQuestion<C>): readonly C[] =>
  hint === null ? candidates : candidates.filter(({ address }) => address === hint);

function judge<C extends Candidate>(account: C, question: SignInQuestion<C>): SignInDecision<C> {
  const { prompt, maxAgeSeconds, now } = question;
  const isOld = maxAgeSeconds !== null && now - account.authTime > maxAgeSeconds;
  // max_age=0 is the same as prompt=login.
  if (prompt.includes('login') || isOld || maxAgeSeconds === 0)
    return { kind: 'reauthenticate', account };
  return account.mustAct === true ? { kind: 'act', account } : { kind: 'finish', account };
}
