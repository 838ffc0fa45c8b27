import { Injectable } from '@nestjs/common';
import { OwnFactors, type DetailedFactor } from '#api/factors';
import { AppError } from '#libs/kernel';
import type { SignedInVisit } from '../visits/visit.js';

/** A passkey or an authenticator app, and whether the account has no other second factor. */
export interface ChosenFactor {
  readonly factor: DetailedFactor;
  readonly isLast: boolean;
}

/** Finds the factor that a page is about. */
@Injectable()
export class ChosenFactors {
  constructor(private readonly factors: OwnFactors) {}

  /** @throws AppError `FACTOR_NOT_FOUND`, also for recovery codes, which have a page of their own */
  async get({ session }: SignedInVisit, id: string): Promise<ChosenFactor> {
    const own = await this.factors.list(session.principal.userId);
    const second = own.filter(({ type }) => type !== 'recovery_codes');
    const factor = second.find((one) => one.id === id);
    if (!factor)
      throw new AppError('FACTOR_NOT_FOUND', { detail: 'The account has no such factor' });
    return { factor, isLast: second.length === 1 };
  }
}
