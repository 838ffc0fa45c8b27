import { Injectable } from '@nestjs/common';
import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server';
import { Database, type Tx } from '#libs/database';
import {
  AccountFactors,
  PasskeyCeremonies,
  type CeremonyBinding,
  type OfferedFactor,
} from '#api/factors';

/** The factors that an account can show, and the options by which a browser shows a passkey. */
export interface OfferedFactors {
  readonly factors: readonly OfferedFactor[];
  /** `null` for an account without a passkey. */
  readonly options: PublicKeyCredentialRequestOptionsJSON | null;
}

/** What an account can show as a second factor now. */
@Injectable()
export class FactorOffers {
  constructor(
    private readonly database: Database,
    private readonly factors: AccountFactors,
    private readonly ceremonies: PasskeyCeremonies,
  ) {}

  async of(userId: string, binding: CeremonyBinding): Promise<OfferedFactors> {
    const { pool } = this.database;
    return this.offer(pool, userId, await this.factors.list(pool, userId), binding);
  }

  /** The same for factors that were listed before. All passkeys of an account are asked for in one ceremony. */
  async offer(
    tx: Tx,
    userId: string,
    factors: readonly OfferedFactor[],
    binding: CeremonyBinding,
  ): Promise<OfferedFactors> {
    const hasPasskey = factors.some(({ type }) => type === 'passkey');
    const options = hasPasskey ? await this.ceremonies.optionsFor(tx, userId, binding) : null;
    return { factors, options };
  }
}
