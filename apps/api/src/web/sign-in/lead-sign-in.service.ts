import { Injectable } from '@nestjs/common';
import { EnrolmentDuty } from '#api/auth';
import { ApplicationSignIns, type BrowserSession, type SignInRequest } from '#api/browser-sessions';
import { isAppError } from '#libs/kernel';
import type { Visit } from '../visits/visit.js';
import { Visits } from '../visits/visits.service.js';
import { FinishSignIn } from './finish-sign-in.service.js';
import { pathWith, type SignInGoal } from './sign-in-goal.js';
import { SignInForm } from './sign-in-form.service.js';

type Decision = ReturnType<ApplicationSignIns['decide']>;

/** A request of an application that shows no page, whatever happens. */
export const isSilent = ({ application }: SignInGoal): boolean =>
  application?.prompt.includes('none') ?? false;

/** Leads a person on with the accounts that are signed in in the browser: docs/browser-sessions.md has the table. */
@Injectable()
export class LeadSignIn {
  constructor(
    private readonly visits: Visits,
    private readonly applications: ApplicationSignIns,
    private readonly duties: EnrolmentDuty,
    private readonly form: SignInForm,
    private readonly finishing: FinishSignIn,
  ) {}

  /** @param chosenId the browser session that the person has chosen, if any */
  async lead(visit: Visit, goal: SignInGoal, chosenId: string | null = null): Promise<string> {
    const { application } = goal;
    if (application === null) return this.toOwnPage(visit, goal);
    const overdue = await this.overdueOf(visit);
    const mustAct = ({ id }: BrowserSession) => overdue.has(id);
    const decision = this.applications.decide(application, visit.sessions, { chosenId, mustAct });
    return this.follow({ visit, goal, application }, decision);
  }

  private follow(
    place: { visit: Visit; goal: SignInGoal; application: SignInRequest },
    decision: Decision,
  ): Promise<string> | string {
    const { visit, goal, application } = place;
    switch (decision.kind) {
      case 'error': {
        const requestId = String(visit.request.id);
        const to = this.applications.refuseSilently(application, decision.error, requestId);
        return this.visits.leave(visit, to);
      }
      case 'choose_account':
        return this.visits.goTo(visit, pathWith('/choose-account', goal));
      case 'sign_in':
        return this.form.show(visit, goal, { email: application.loginHint ?? '' });
      case 'reauthenticate':
        return this.form.show(visit, goal, { again: decision.account.session });
      case 'act':
        return this.act(visit, goal, decision.account.session);
      case 'finish':
        return this.finish(place, decision.account.session);
    }
  }

  private toOwnPage(visit: Visit, goal: SignInGoal): Promise<string> {
    const { session } = visit;
    return session
      ? this.finishing.goOn(visit, session.principal, goal)
      : this.form.show(visit, goal, {});
  }

  /** Only the account that acts has pages: another one is chosen first, which no link does. */
  private act(visit: Visit, goal: SignInGoal, { id }: BrowserSession): string {
    const path = id === visit.session?.id ? '/account/factors' : '/choose-account';
    return this.visits.goTo(visit, pathWith(path, goal));
  }

  private async finish(
    { visit, goal, application }: { visit: Visit; goal: SignInGoal; application: SignInRequest },
    { principal }: BrowserSession,
  ): Promise<string> {
    // A HEAD request shows where a link leads: it gets no code.
    if (visit.request.method === 'HEAD') return '';
    try {
      return await this.finishing.goOn(visit, principal, goal);
    } catch (error) {
      if (!isAppError(error) || !isSilent(goal)) throw error;
      const standard =
        error.code === 'SESSION_ENDED' ? 'login_required' : 'temporarily_unavailable';
      const refusal = { error: standard, cause: error } as const;
      const to = this.applications.refuse(application, refusal, String(visit.request.id));
      return this.visits.leave(visit, to);
    }
  }

  private async overdueOf({ sessions }: Visit): Promise<ReadonlySet<string>> {
    if (!this.duties.exists) return new Set();
    const found = await Promise.all(
      sessions.map(async ({ id, principal }) => {
        const duty = await this.duties.find(principal.userId);
        return duty?.isOverdue === true ? id : null;
      }),
    );
    return new Set(found.filter((id) => id !== null));
  }
}
