import { Inject, Injectable } from '@nestjs/common';
import { coreConfig, type ConfigOf } from '#libs/config';
import { canonicalName } from '#libs/kernel';
import { signingKeysConfig } from './signing-keys.config.js';

/** The issuer and the audience of access tokens. */
@Injectable()
export class TokenIdentity {
  /** `APP_BASE_URL`, as it is set. */
  readonly issuer: string;
  /** `JWT_AUDIENCE`, or the issuer. */
  readonly audience: string;
  private readonly names: ReadonlySet<string>;

  constructor(
    @Inject(coreConfig.KEY) core: ConfigOf<typeof coreConfig>,
    @Inject(signingKeysConfig.KEY) keys: ConfigOf<typeof signingKeysConfig>,
  ) {
    this.issuer = core.appBaseUrl ?? `http://localhost:${core.port}`;
    this.audience = keys.audience ?? this.issuer;
    this.names = new Set([canonicalName(this.issuer), canonicalName(this.audience)]);
  }

  /**
   * Whether a name stands for this installation in access tokens (`iss`, and `aud` of a token for everything). No service
   * may have one: a service that looks at `aud` alone would accept the tokens of both.
   */
  isOwnName(name: string): boolean {
    return this.names.has(canonicalName(name));
  }
}
