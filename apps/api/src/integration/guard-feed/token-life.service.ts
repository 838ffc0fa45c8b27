import { Inject, Injectable } from '@nestjs/common';
import type { ConfigOf } from '#libs/config';
import { authConfig } from '#api/auth';
import { Jwks } from '#api/signing-keys';

/** How long an access token may be good from its issue. */
@Injectable()
export class TokenLife {
  constructor(
    private readonly keys: Jwks,
    @Inject(authConfig.KEY) private readonly config: ConfigOf<typeof authConfig>,
  ) {}

  /** Tokens of before a shorter life was configured are still out there: their keys know. */
  async seconds(): Promise<number> {
    return Math.max(this.config.accessTokenSeconds, await this.keys.longestTokenSeconds());
  }
}
