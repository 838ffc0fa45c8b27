import { Injectable } from '@nestjs/common';
import { ApplicationSignIns } from '#api/browser-sessions';
import type { PagePolicy } from '#api/platform/html';
import { Visits } from '../visits/visits.service.js';
import type { Visit } from '../visits/visit.js';
import { formTargetOf } from './form-target.js';
import { goalOf, type SignInGoal } from './sign-in-goal.js';

/** A goal, or the answer of a request that has none: the browser was sent back to the application with the error. */
export type ReadGoal =
  | { readonly goal: SignInGoal; readonly answer?: never }
  | { readonly goal?: never; readonly answer: string };

/** Reads what a person signs in for from the query of a page or from its form. Each page checks it again. */
@Injectable()
export class SignInGoals {
  constructor(
    private readonly applications: ApplicationSignIns,
    private readonly visits: Visits,
  ) {}

  /** @throws AppError `REDIRECT_URI_NOT_ALLOWED`: nothing is redirected to an address that is not on the list */
  read(visit: Visit, given: Readonly<Record<string, unknown>>): ReadGoal {
    const read = this.applications.read(given, String(visit.request.id));
    if (read.kind === 'refused') return { answer: this.visits.leave(visit, read.location) };
    const application = read.kind === 'request' ? read.request : null;
    return { goal: goalOf(application, given['next']) };
  }
}

/** What the policy of a page must allow whose form may end at the application. */
export const policyOf = ({ application }: SignInGoal): PagePolicy =>
  application === null ? {} : { 'form-action': [formTargetOf(application.redirectUri)] };
