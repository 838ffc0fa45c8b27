import { Inject, Injectable } from '@nestjs/common';
import { addressPrefixes, type PrefixLevel } from '#libs/access';
import { coreConfig, type ConfigOf } from '#libs/config';
import { KeyedHash, normaliseEmail } from '#libs/kernel';

const MAX_LENGTH = 508;

/** The networks and the account of a request, as keyed hashes. */
export interface Origin {
  /** The address and the networks around it, the narrowest first. */
  readonly networks: readonly { readonly level: PrefixLevel; readonly name: string }[];
  /** The same for all forms of an address; `null` when none was sent. */
  readonly account: string | null;
}

/** Names accounts and networks for counting: keyed hashes, since Redis shall hold neither. */
@Injectable()
export class RiskNames {
  private readonly hash: KeyedHash;

  constructor(@Inject(coreConfig.KEY) core: ConfigOf<typeof coreConfig>) {
    this.hash = new KeyedHash(core.secretKey ?? '', 'captcha-accounts');
  }

  originOf(ip: string, email: unknown): Origin {
    const networks = addressPrefixes(ip).map(({ level, name }) => ({
      level,
      name: this.hide(name),
    }));
    return { networks, account: this.ofAccount(email) };
  }

  private ofAccount(email: unknown): string | null {
    if (typeof email !== 'string' || email.length > MAX_LENGTH) return null;
    return this.hide(normaliseEmail(email)?.canonical ?? email);
  }

  private hide(name: string): string {
    return this.hash.nameOf(name);
  }
}
