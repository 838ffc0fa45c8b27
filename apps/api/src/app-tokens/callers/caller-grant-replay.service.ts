import { Injectable } from '@nestjs/common';
import { ReplayCheck, type ReplayedCall } from '#libs/access';
import { AppError } from '#libs/kernel';
import { MintingProof } from '../minting-proof.service.js';

/** Whether who asks again for the answer about a caller that was granted could still grant it. */
@Injectable()
export class CallerGrantReplay extends ReplayCheck {
  constructor(private readonly proof: MintingProof) {
    super();
  }

  /** @throws AppError `REAUTHENTICATION_REQUIRED`; a key is kept together with the proof that was shown */
  override async assertMay({ principal }: ReplayedCall): Promise<void> {
    await Promise.resolve();
    if (!principal) throw new AppError('UNAUTHENTICATED');
    this.proof.assertRecent(principal);
  }
}
