import { Injectable } from '@nestjs/common';
import { addressWith } from '#api/platform/html';
import { AccountPages } from '../account/account-pages.service.js';
import { Pages } from '../pages.service.js';
import { fieldsOf, pathWith, type SignInGoal } from '../sign-in/sign-in-goal.js';
import type { SignedInVisit } from '../visits/visit.js';
import { Visits } from '../visits/visits.service.js';
import { goalPath } from './carried-goal.service.js';
import { doneWith } from './done-with.js';
import { newRecoveryCodes } from './new-recovery-codes.page.js';
import { factorTexts } from './texts/index.js';

const LIST = '/account/factors';

/** What follows when a factor begins to count. */
@Injectable()
export class AfterEnrolment {
  constructor(
    private readonly pages: Pages,
    private readonly accountPages: AccountPages,
    private readonly visits: Visits,
  ) {}

  /** @param recoveryCodes those that came with the first factor; they are on this answer alone, so that there is no redirect */
  show(
    visit: SignedInVisit,
    kind: 'authenticator' | 'passkey',
    recoveryCodes: readonly string[] | null,
    goal: SignInGoal,
  ): string {
    if (recoveryCodes === null)
      return this.visits.goTo(visit, doneWith(pathWith(LIST, goal), kind));
    const say = factorTexts(visit.language);
    const notice = say(kind === 'passkey' ? 'donePasskey' : 'doneApp');
    return this.codes(visit, recoveryCodes, { notice, goal });
  }

  /** The page with new recovery codes. */
  codes(
    visit: SignedInVisit,
    codes: readonly string[],
    { notice, goal }: { readonly notice: string | null; readonly goal: SignInGoal },
  ): string {
    const say = factorTexts(visit.language);
    const onPath = this.pages.path(goalPath(goal) ?? LIST);
    return this.accountPages.send(visit, {
      title: say('codesTitle'),
      body: newRecoveryCodes(say, { codes, notice, onPath }),
      again: addressWith(this.pages.path(LIST), fieldsOf(goal)),
    });
  }
}
