import { Injectable } from '@nestjs/common';
import { Config } from '#libs/config';
import { keptDays } from './changes.config.js';

/** How long tokens live that are accepted now. Signing keys stand above: `AppModule` binds their answer. */
export abstract class TokenLifePort {
  /** The longest life of a token that an accepted key has signed, whatever is configured now. */
  abstract longestTokenSeconds(): Promise<number>;
}

/** How long what has changed is kept. Tokens of before a shorter life was configured count too. */
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
