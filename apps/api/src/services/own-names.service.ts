import { Injectable } from '@nestjs/common';
import { canonicalName } from '#libs/kernel';
import { TokenIdentity } from '#api/signing-keys';

/**
 * The names that stand for this installation in access tokens (`iss`, and `aud` of a token for everything). No service
 * may have one: who looks at `aud` alone could not tell their tokens apart.
 */
@Injectable()
export class OwnNames {
  private readonly names: ReadonlySet<string>;

  constructor({ issuer, audience }: TokenIdentity) {
    this.names = new Set([canonicalName(issuer), canonicalName(audience)]);
  }

  include(name: string): boolean {
    return this.names.has(canonicalName(name));
  }
}
