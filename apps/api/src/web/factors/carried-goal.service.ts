import { Injectable } from '@nestjs/common';
import { ApplicationSignIns, type SignInRequest } from '#api/browser-sessions';
import { isAppError } from '#libs/kernel';
import type { GoalQueryDto } from '../sign-in/goal.dto.js';
import { goalOf, pathWith, type SignInGoal } from '../sign-in/sign-in-goal.js';
import type { Visit } from '../visits/visit.js';
import type { PagePath } from '../visits/visits.service.js';

/** What a person was signing in for before the pages of the factors, which they carry on and lead back to. */
@Injectable()
export class CarriedGoal {
  constructor(private readonly applications: ApplicationSignIns) {}

  /** A request that is not one of an application is left out: these pages are of use without it. */
  of({ request }: Visit, given: GoalQueryDto): SignInGoal {
    return goalOf(this.findRequest(given, String(request.id)), given.next);
  }

  private findRequest(given: GoalQueryDto, requestId: string): SignInRequest | null {
    try {
      const read = this.applications.read({ ...given }, requestId);
      return read.kind === 'request' ? read.request : null;
    } catch (error) {
      if (isAppError(error) && error.code === 'REDIRECT_URI_NOT_ALLOWED') return null;
      throw error;
    }
  }
}

/** Where the person goes on; `null` for a person who came for these pages alone. */
export function goalPath(goal: SignInGoal): PagePath | null {
  if (goal.application !== null) return pathWith('/sign-in', goal);
  return goal.next === '/account' ? null : goal.next;
}
