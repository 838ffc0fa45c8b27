import { Injectable } from '@nestjs/common';
import type { AppError } from '#libs/kernel';
import type { Visit } from '../visits/visit.js';
import type { SignInGoal } from './sign-in-goal.js';

/** Asks a person whose first factor was right for the second one. */
@Injectable()
export class SecondFactorPages {
  /** @param refusal `SECOND_FACTOR_REQUIRED`, with its challenge and the factors of the account */
  ask(_visit: Visit, refusal: AppError, _goal: SignInGoal): Promise<string> {
    return Promise.reject(refusal);
  }
}
