import { Injectable } from '@nestjs/common';
import { EnrolmentDuty, type SignedInDto } from '#api/auth';
import {
  ApplicationSignIns,
  BrowserSessions,
  FormTokens,
  type OwnSession,
} from '#api/browser-sessions';
import { parseRefreshToken, sessionEnded } from '#api/sessions';
import type { Visit } from '../visits/visit.js';
import { Visits } from '../visits/visits.service.js';
import { pathWith, type SignInGoal } from './sign-in-goal.js';

/** What follows a sign-in: the session of the browser, and the way to what the person wanted. */
@Injectable()
export class FinishSignIn {
  constructor(
    private readonly visits: Visits,
    private readonly browserSessions: BrowserSessions,
    private readonly applications: ApplicationSignIns,
    private readonly formTokens: FormTokens,
    private readonly duties: EnrolmentDuty,
  ) {}

  /**
   * Binds the session of these tokens, which the browser is not given, and sends the browser on.
   * @throws AppError `SESSION_ENDED`, `RATE_LIMITED`
   */
  async finish(visit: Visit, signedIn: SignedInDto, goal: SignInGoal): Promise<string> {
    const { request, reply, client } = visit;
    const sessionId = parseRefreshToken(signedIn.refresh_token)?.sessionId;
    if (sessionId === undefined) throw sessionEnded();
    const browser = { cookies: request.headers.cookie, client };
    const lines = await this.browserSessions.openFor(signedIn, browser);
    reply.header('set-cookie', [...lines, this.formTokens.clear()]);
    return this.goOn(visit, { userId: signedIn.user.id, sessionId }, goal);
  }

  /**
   * Sends a person who is signed in to the application that asked, or to the page that was wanted; one who must enrol a second
   * factor, to the page for that, which leads back.
   * @throws AppError `SESSION_ENDED`, `RATE_LIMITED`
   */
  async goOn(visit: Visit, session: OwnSession, goal: SignInGoal): Promise<string> {
    const duty = await this.duties.find(session.userId);
    if (duty?.isOverdue === true)
      return this.visits.goTo(visit, pathWith('/account/factors', goal));
    if (goal.application === null) return this.visits.goTo(visit, goal.next);
    const requestId = String(visit.request.id);
    const location = await this.applications.finish(goal.application, session, requestId);
    return this.visits.leave(visit, location);
  }
}
