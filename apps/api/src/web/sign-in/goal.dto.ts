import { Allow } from 'class-validator';
import { ApplicationSignInDto } from '#api/browser-sessions';

/** What a person signs in for, in the query of a page. `SignInGoals` checks it. */
export class GoalQueryDto extends ApplicationSignInDto {
  /**
   * Without an application: the page of the own account that was wanted.
   * @example '/account/factors'
   */
  @Allow()
  next?: string;
}

/** The same in a form. */
export class GoalFormDto extends GoalQueryDto {
  /** From the page with the form. It is checked by `Visits`, in constant time. */
  @Allow()
  form_token?: string;
}
