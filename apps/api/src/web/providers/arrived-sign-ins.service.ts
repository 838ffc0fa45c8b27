import { Injectable } from '@nestjs/common';
import { invalidState, PageFlows, type ArrivedFlow } from '#api/oauth';
import { isAppError, type AppError } from '#libs/kernel';
import { FinishSignIn } from '../sign-in/finish-sign-in.service.js';
import { SecondFactorPages } from '../sign-in/second-factor-pages.service.js';
import { authenticatedGoal, fieldsOf, type SignInGoal } from '../sign-in/sign-in-goal.js';
import type { Visit } from '../visits/visit.js';
import { Visits } from '../visits/visits.service.js';
import { SignInGoals } from '../sign-in/sign-in-goals.service.js';
import { ProviderProblems } from './provider-problems.service.js';

/** Ends a sign-in by a provider at the pages: with the session of the browser, or with what else the person must do. */
@Injectable()
export class ArrivedSignIns {
  constructor(
    private readonly visits: Visits,
    private readonly flows: PageFlows,
    private readonly goals: SignInGoals,
    private readonly finishing: FinishSignIn,
    private readonly secondFactor: SecondFactorPages,
    private readonly problems: ProviderProblems,
  ) {}

  async arrive(visit: Visit, flow: ArrivedFlow): Promise<string> {
    // It was checked when the flow began, but the list of addresses may have another content since.
    const { goal, answer } = this.goals.read(visit, flow.purpose.page ?? {});
    if (goal === undefined) return answer;
    let ended;
    try {
      ended = await this.flows.take(flow, visit.reply, visit.client);
    } catch (error) {
      if (!isAppError(error)) throw error;
      return this.refused(visit, flow, error, goal);
    }
    if (ended === null || !('refresh_token' in ended)) throw invalidState();
    return this.finishing.finish(visit, ended, authenticatedGoal(goal));
  }

  private refused(
    visit: Visit,
    { provider }: ArrivedFlow,
    error: AppError,
    goal: SignInGoal,
  ): Promise<string> | string {
    if (error.code === 'SECOND_FACTOR_REQUIRED') return this.secondFactor.ask(visit, error, goal);
    if (error.code !== 'LINK_REQUIRED') return this.problems.ofSignIn(visit, error, goal, provider);
    const query = new URLSearchParams({ provider, ...fieldsOf(goal) }).toString();
    return this.visits.goTo(visit, `/link-account?${query}`);
  }
}
