import { Allow } from 'class-validator';

/** What the pages of the account read of an address. It says nothing about the person. */
export class AccountQueryDto {
  /**
   * What was just done, for the page to say so.
   * @example 'saved'
   */
  @Allow()
  done?: string;

  /**
   * `yes`: to the page that makes the fresh proof of the act, unless the browser has one.
   * @example 'yes'
   */
  @Allow()
  prove?: string;
}
