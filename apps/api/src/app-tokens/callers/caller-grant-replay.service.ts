import { Injectable } from '@nestjs/common';
import { ReplayCheck, type ReplayedCall } from '#libs/access';
import { AppError } from '#libs/kernel';
import { MintingRights } from '../minting-rights.service.js';

/** Whether a caller that repeats a request could still make the grant that the kept answer is about. */
@Injectable()
export class CallerGrantReplay extends ReplayCheck {
  constructor(private readonly rights: MintingRights) {
    super();
  }

  /** @throws AppError `REAUTHENTICATION_REQUIRED`; a key is kept together with the proof that was shown */
  override async assertMay({ principal }: ReplayedCall): Promise<void> {
    await Promise.resolve();
    if (!principal) throw new AppError('UNAUTHENTICATED');
    this.rights.assertRecent(principal);
  }
}
