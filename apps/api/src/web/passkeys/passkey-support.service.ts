import { Inject, Injectable } from '@nestjs/common';
import { areUsableAtOwnPages, passkeysConfig } from '#api/factors';
import { coreConfig, type ConfigOf } from '#libs/config';

/** Whether the pages of this server can use passkeys, by WEBAUTHN_RP_ID, WEBAUTHN_ORIGINS and APP_BASE_URL. */
@Injectable()
export class PasskeySupport {
  readonly isPossible: boolean;

  constructor(
    @Inject(passkeysConfig.KEY) config: ConfigOf<typeof passkeysConfig>,
    @Inject(coreConfig.KEY) core: ConfigOf<typeof coreConfig>,
  ) {
    this.isPossible = areUsableAtOwnPages(config, core);
  }
}
