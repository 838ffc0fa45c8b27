import { Injectable } from '@nestjs/common';
import { addressWith } from '#api/platform/html';
import { problemWords } from '#api/platform/http';
import type { AppError } from '#libs/kernel';
import type { Say } from '#libs/languages';
import { Pages } from '../pages.service.js';
import { joinPolicies } from '../sign-in/form-target.js';
import { fieldsOf, pathWith, type SignInGoal } from '../sign-in/sign-in-goal.js';
import { policyOf } from '../sign-in/sign-in-goals.service.js';
import type { Visit } from '../visits/visit.js';
import { Visits } from '../visits/visits.service.js';
import { askPage, codePage, linkPage } from './mail-sign-in.page.js';
import { ASK_PATH } from './mail-way.service.js';
import { mailSignInTexts, type MailSignInTexts } from './texts/index.js';

export const CODE_PATH = '/sign-in/code';
export const LINK_PATH = '/sign-in-by-mail';

interface Typed {
  readonly email: string;
  readonly refused?: AppError;
}

/** Shows the forms of a sign-in by mail. */
@Injectable()
export class MailSignInForms {
  constructor(
    private readonly pages: Pages,
    private readonly visits: Visits,
  ) {}

  /** The form that asks for a code. */
  async ask(visit: Visit, goal: SignInGoal, { email, refused }: Typed): Promise<string> {
    const { reply, client, language } = visit;
    const say = mailSignInTexts(language);
    const hidden = fieldsOf(goal);
    const challenge = await this.pages.findChallenge(client, language, 'mail');
    const body = askPage(say, {
      email,
      problem: refused ? wordsOf(say, refused, 'mailAddressProblem') : null,
      challenge: challenge?.html ?? '',
      form: (content) => this.visits.form(visit, { action: ASK_PATH, hidden, ...content }),
      signInPath: this.pages.path(pathWith('/sign-in', goal)),
    });
    return this.pages.send(reply, visit, {
      status: refused?.entry.status ?? 200,
      title: say('mailTitle'),
      body,
      policy: challenge?.policy ?? {},
      again: addressWith(this.pages.path(ASK_PATH), hidden),
    });
  }

  /** The form for the code, which carries the address: it is in no address of a page. */
  async code(visit: Visit, goal: SignInGoal, { email, refused }: Typed): Promise<string> {
    const { reply, client, language } = visit;
    const say = mailSignInTexts(language);
    const hidden = { ...fieldsOf(goal), email };
    const challenge = await this.pages.findChallenge(client, language, 'login');
    const askPath = this.pages.path(pathWith(ASK_PATH, goal));
    const body = codePage(say, {
      email,
      problem: refused ? wordsOf(say, refused, 'mailCodeMissing') : null,
      challenge: challenge?.html ?? '',
      form: (content) => this.visits.form(visit, { action: CODE_PATH, hidden, ...content }),
      askPath,
      signInPath: this.pages.path(pathWith('/sign-in', goal)),
    });
    return this.pages.send(reply, visit, {
      status: refused?.entry.status ?? 200,
      title: say('mailTitle'),
      body,
      policy: joinPolicies(policyOf(goal), challenge?.policy ?? {}),
      again: addressWith(this.pages.path(ASK_PATH), fieldsOf(goal)),
    });
  }

  /** The page of the link, in the browser that asked for it. */
  async link(
    visit: Visit,
    goal: SignInGoal,
    { token, refused }: { readonly token: string; readonly refused?: AppError },
  ): Promise<string> {
    const { reply, client, language } = visit;
    const say = mailSignInTexts(language);
    const challenge = await this.pages.findChallenge(client, language, 'login');
    const hidden = { token };
    const body = linkPage(say, {
      problem: refused ? problemWords(language, refused) : null,
      challenge: challenge?.html ?? '',
      form: (content) => this.visits.form(visit, { action: LINK_PATH, hidden, ...content }),
    });
    return this.pages.send(reply, visit, {
      status: refused?.entry.status ?? 200,
      title: say('mailTitle'),
      body,
      policy: joinPolicies(policyOf(goal), challenge?.policy ?? {}),
      again: addressWith(this.pages.path(LINK_PATH), hidden),
    });
  }
}

const wordsOf = (
  say: Say<MailSignInTexts>,
  refused: AppError,
  missing: 'mailAddressProblem' | 'mailCodeMissing',
): string =>
  refused.code === 'VALIDATION_FAILED' ? say(missing) : problemWords(say.language, refused);
