import { Injectable } from '@nestjs/common';
import { EnrolmentDuty } from '#api/auth';
import { OwnFactors } from '#api/factors';
import { Providers } from '#api/oauth';
import { LinkedIdentities } from '#api/users/identities';
import type { Principal } from '#libs/access';
import { Database } from '#libs/database';

/** As the mail about a used recovery code counts. */
const FEW_CODES = 3;

export interface Overview {
  /** Until when a second factor must be set up; `null` when none must be. */
  readonly enrolUntil: Date | null;
  readonly isUnconfirmed: boolean;
  /** How many recovery codes are left, when they are few; else `null`. */
  readonly fewCodes: number | null;
  /** Whether there is anything to see or do about linked providers. */
  readonly hasProviders: boolean;
}

/** What the overview of an account says besides the account itself. */
@Injectable()
export class AccountOverview {
  constructor(
    private readonly database: Database,
    private readonly duties: EnrolmentDuty,
    private readonly factors: OwnFactors,
    private readonly providers: Providers,
    private readonly identities: LinkedIdentities,
  ) {}

  async of({ userId, account }: Principal): Promise<Overview> {
    const duty = await this.duties.find(userId);
    return {
      enrolUntil: duty?.enrolUntil ?? null,
      isUnconfirmed: !account.isEmailVerified,
      fewCodes: await this.findFewCodes(userId),
      hasProviders: this.providers.list().length > 0 || (await this.hasLinked(userId)),
    };
  }

  private async findFewCodes(userId: string): Promise<number | null> {
    const factors = await this.factors.list(userId);
    const left = factors.flatMap(({ detail }) => detail.codes_left ?? []);
    return left.find((count) => count <= FEW_CODES) ?? null;
  }

  private async hasLinked(userId: string): Promise<boolean> {
    return (await this.identities.listProviders(this.database.pool, userId)).length > 0;
  }
}
