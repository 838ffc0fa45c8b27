import { Injectable } from '@nestjs/common';
import { AppTokenPort, type AppPrincipal, type AppTokenClient } from '#libs/access';
import { toPrincipal } from './to-principal.js';
import { TokenStates } from './token-states.service.js';

/** Decides the `@RequireAppToken` of every route. */
@Injectable()
export class AppTokenAuthentication extends AppTokenPort {
  constructor(private readonly states: TokenStates) {
    super();
  }

  async authenticate(token: string, client: AppTokenClient): Promise<AppPrincipal> {
    return toPrincipal(await this.states.getGood(token, client));
  }

  /** The same, read past the cache: for who was told of a change and may ask before its marker is here. */
  async authenticateNow(token: string, client: AppTokenClient): Promise<AppPrincipal> {
    return toPrincipal(await this.states.readGood(token, client));
  }
}
