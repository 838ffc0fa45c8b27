import { Injectable } from '@nestjs/common';
import { ApplicationSignIns } from '#api/browser-sessions';
import { fieldsOf, goalOf, type SignInGoal } from '../sign-in/sign-in-goal.js';

/** A goal, or where the browser goes because the request of the application is wrong. */
export type GoalOrRefusal = { readonly goal: SignInGoal } | { readonly location: string };

/** Reads and writes what a person signs in for, in an address or in the cookie of a flow. */
@Injectable()
export class ProviderGoals {
  constructor(private readonly applications: ApplicationSignIns) {}

  /** @throws AppError `REDIRECT_URI_NOT_ALLOWED` */
  read(given: Readonly<Record<string, unknown>>, requestId: string): GoalOrRefusal {
    const read = this.applications.read(given, requestId);
    if (read.kind === 'refused') return { location: read.location };
    const application = read.kind === 'request' ? read.request : null;
    return { goal: goalOf(application, given['next']) };
  }

  fields(goal: SignInGoal): Record<string, string> {
    return fieldsOf(goal);
  }
}

/** Whether the application wants the person to be authenticated anew: then a session at the provider does not count. */
export const isAnew = ({ application }: SignInGoal): boolean =>
  application !== null &&
  (application.prompt.includes('login') || application.maxAgeSeconds !== null);
