import { Inject, Injectable } from '@nestjs/common';
import { coreConfig, type ConfigOf } from '#libs/config';
import { keysConfig } from './keys.config.js';

/** Who access tokens are from, and for whom. */
@Injectable()
export class TokenIdentity {
  /** `APP_BASE_URL`, as it is set. */
  readonly issuer: string;
  /** `JWT_AUDIENCE`, or the issuer. */
  readonly audience: string;

  constructor(
    @Inject(coreConfig.KEY) core: ConfigOf<typeof coreConfig>,
    @Inject(keysConfig.KEY) keys: ConfigOf<typeof keysConfig>,
  ) {
    this.issuer = core.appBaseUrl ?? `http://localhost:${core.port}`;
    this.audience = keys.audience ?? this.issuer;
  }
}
