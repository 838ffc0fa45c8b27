import { Injectable } from '@nestjs/common';
import { Config } from '#libs/config';
import { keptDays } from './changes.config.js';

/** How long what has changed is kept. Tokens of before a shorter life was configured count too. */
@Injectable()
export class KeptChanges {
  private longestTokenSeconds: () => Promise<number> = () => Promise.resolve(0);

  constructor(private readonly config: Config) {}

  /** Who signs tokens says how long the longest-lived may be good of those that are accepted. */
  longerThanTokens(longestSeconds: () => Promise<number>): void {
    this.longestTokenSeconds = longestSeconds;
  }

  async days(): Promise<number> {
    return keptDays(this.config, await this.longestTokenSeconds());
  }
}
