import { Injectable } from '@nestjs/common';
import { errorSummary, html } from '#api/platform/html';
import { problemWords } from '#api/platform/http';
import type { AppError } from '#libs/kernel';
import { Pages } from '../pages.service.js';
import type { Visit } from '../visits/visit.js';
import { pathWith, type SignInGoal } from './sign-in-goal.js';
import { signInTexts } from './texts/index.js';

interface ShownForm {
  readonly refused?: AppError;
  /** Instead of the sentence for the code of the refusal. */
  readonly words?: string;
}

/** Leads to the form to sign in, after a refusal. */
@Injectable()
export class SignInForm {
  constructor(private readonly pages: Pages) {}

  show(visit: Visit, goal: SignInGoal, { refused, words }: ShownForm): Promise<string> {
    const { language, reply } = visit;
    const say = signInTexts(language);
    const problem = words ?? (refused && problemWords(language, refused));
    const path = this.pages.path(pathWith('/sign-in', goal));
    const body = html`${errorSummary(language, problem === undefined ? [] : [{ words: problem }])}
      <p><a href="${path}">${say('signInTitle')}</a></p>`;
    const status = refused?.entry.status ?? 200;
    return Promise.resolve(
      this.pages.send(reply, visit, { status, title: say('signInTitle'), body }),
    );
  }
}
