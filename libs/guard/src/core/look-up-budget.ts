import type { Clock } from './clock.js';

/** So many look-ups a second, and no more: strangers cannot make this service storm the server. */
export class LookUpBudget {
  private second = 0;
  private spent = 0;

  constructor(
    private readonly perSecond: number,
    private readonly clock: Clock,
  ) {}

  /** `false` when this second has none left. */
  take(): boolean {
    const second = Math.floor(this.clock() / 1000);
    if (second !== this.second) this.spent = 0;
    this.second = second;
    this.spent += 1;
    return this.spent <= this.perSecond;
  }
}
