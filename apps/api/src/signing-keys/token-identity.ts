import { Inject, Injectable } from '@nestjs/common';
import { coreConfig, type ConfigOf } from '#libs/config';
import { signingKeysConfig } from './signing-keys.config.js';

/** Who access tokens are from, and for whom. */
@Injectable()
export class TokenIdentity {
  /** `APP_BASE_URL`, as it is set. */
  readonly issuer: string;
  /** `JWT_AUDIENCE`, or the issuer. */
  readonly audience: string;

  constructor(
    @Inject(coreConfig.KEY) core: ConfigOf<typeof coreConfig>,
    @Inject(signingKeysConfig.KEY) keys: ConfigOf<typeof signingKeysConfig>,
  ) {
    this.issuer = core.appBaseUrl ?? `http://localhost:${core.port}`;
    this.audience = keys.audience ?? this.issuer;
  }
}
