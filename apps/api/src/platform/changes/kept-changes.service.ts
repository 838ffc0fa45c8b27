import { Injectable } from '@nestjs/common';
import { Config } from '#libs/config';
import { keptDays } from './changes.config.js';

/**
 * How long the tokens that are accepted now may live. The signing keys are a later feature: `AppModule` binds the
 * implementation.
 */
export abstract class TokenLifePort {
  /** The longest life of a token that an accepted key has signed, whatever is configured now. */
  abstract longestTokenSeconds(): Promise<number>;
}

/** How long changes are kept. Tokens issued before a shorter life was configured count too. */
@Injectable()
export class KeptChanges {
  constructor(
    private readonly config: Config,
    private readonly tokens: TokenLifePort,
  ) {}

  async days(): Promise<number> {
    return keptDays(this.config, await this.tokens.longestTokenSeconds());
  }
}
