import { html, type Html } from '#api/platform/html';
import type { FieldProblem } from '#libs/kernel';

export const PROMPTS = ['none', 'login', 'select_account'] as const;
export type Prompt = (typeof PROMPTS)[number];

/** A sign-in that an application asks for, checked. */
export interface SignInRequest {
  readonly redirectUri: string;
  readonly state: string | null;
  readonly codeChallenge: string;
  readonly resource: string | null;
  /** Empty where the application asked for nothing. */
  readonly prompt: readonly Prompt[];
  readonly maxAgeSeconds: number | null;
  readonly loginHint: string | null;
  /** As it was sent, for the choice of the language. */
  readonly uiLocales: string | null;
}

/** Parameters as they arrived: a repeated one is a list. */
export type Given = Readonly<Record<string, unknown>>;

const CHALLENGE = /^[A-Za-z0-9_-]{43}$/;
const LOCALES = /^[A-Za-z0-9 -]{1,200}$/;
const SECONDS = /^\d{1,9}$/;
const PRINTED = /^[^\p{C}]*$/u;
const STATE_MAX = 512;
const RESOURCE_MAX = 200;
const HINT_MAX = 320;

type Rule = readonly [name: string, isFine: (text: string) => boolean, message: string];

const isPrompt = (text: string): boolean => {
  const values = text.split(' ');
  const isKnown = values.every((value) => (PROMPTS as readonly string[]).includes(value));
  return isKnown && (values.length === 1 || !values.includes('none'));
};

const RULES: readonly Rule[] = [
  [
    'state',
    (text) => text.length <= STATE_MAX && PRINTED.test(text),
    'state must have at most 512 characters that can be printed',
  ],
  ['code_challenge', (text) => CHALLENGE.test(text), 'code_challenge must be an S256 challenge'],
  ['code_challenge_method', (text) => text === 'S256', 'code_challenge_method must be S256'],
  [
    'resource',
    (text) => text.length <= RESOURCE_MAX && PRINTED.test(text),
    'resource must be the name of a service',
  ],
  ['prompt', isPrompt, 'prompt must be none, or login, select_account or both'],
  ['max_age', (text) => SECONDS.test(text), 'max_age must be a number of seconds'],
  [
    'login_hint',
    (text) => text.length <= HINT_MAX && PRINTED.test(text),
    'login_hint must be an address',
  ],
  ['ui_locales', (text) => LOCALES.test(text), 'ui_locales must be language tags'],
];

/** What is wrong with the parameters other than `redirect_uri`. One that is sent twice is wrong (RFC 6749 section 3.1). */
export function problemsOf(given: Given): FieldProblem[] {
  return RULES.flatMap(([field, isFine, message]) => {
    const value = given[field];
    if (value === undefined) return [];
    const isText = typeof value === 'string';
    if (!isText) return [{ field, code: 'REPEATED', message: `${field} must be given once` }];
    return isFine(value) ? [] : [{ field, code: 'INVALID', message }];
  });
}

const textOf = (given: Given, name: string): string | null => {
  const value = given[name];
  return typeof value === 'string' && value !== '' ? value : null;
};

/** The state to give back; `null` where it is not one that can be given back. */
export const stateOf = (given: Given): string | null =>
  problemsOf({ state: given['state'] }).length > 0 ? null : textOf(given, 'state');

/** The request of parameters without problems. */
export function toSignInRequest(
  given: Given,
  { redirectUri, codeChallenge }: Pick<SignInRequest, 'redirectUri' | 'codeChallenge'>,
): SignInRequest {
  const maxAge = textOf(given, 'max_age');
  return {
    redirectUri,
    codeChallenge,
    state: textOf(given, 'state'),
    resource: textOf(given, 'resource'),
    prompt: (textOf(given, 'prompt')?.split(' ') ?? []) as Prompt[],
    maxAgeSeconds: maxAge === null ? null : Number(maxAge),
    loginHint: textOf(given, 'login_hint'),
    uiLocales: textOf(given, 'ui_locales'),
  };
}

/** The request as parameters: a page carries them to the next, where they are checked again. */
export function parametersOf(request: SignInRequest): [string, string][] {
  const { maxAgeSeconds } = request;
  const all: [string, string | null][] = [
    ['redirect_uri', request.redirectUri],
    ['state', request.state],
    ['code_challenge', request.codeChallenge],
    ['code_challenge_method', 'S256'],
    ['resource', request.resource],
    ['prompt', request.prompt.join(' ') || null],
    ['max_age', maxAgeSeconds === null ? null : String(maxAgeSeconds)],
    ['login_hint', request.loginHint],
    ['ui_locales', request.uiLocales],
  ];
  return all.flatMap(([name, value]): [string, string][] =>
    value === null ? [] : [[name, value]],
  );
}

/** For the address of the next page. */
export const queryOf = (request: SignInRequest): string =>
  new URLSearchParams(parametersOf(request)).toString();

/** For the form of a page. */
export const hiddenFieldsOf = (request: SignInRequest): Html =>
  html`${parametersOf(request).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  )}`;

/**
 * The request after the person was authenticated because of it, so that it is not asked again: `max_age=0` is met, too. An account
 * that was chosen is told by `chosenId` instead.
 */
export const withoutPrompt = (request: SignInRequest): SignInRequest => ({
  ...request,
  prompt: [],
  maxAgeSeconds: request.maxAgeSeconds === 0 ? null : request.maxAgeSeconds,
});
