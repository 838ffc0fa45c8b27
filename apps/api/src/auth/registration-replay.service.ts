import { Injectable } from '@nestjs/common';
import { ReplayCheck } from '#libs/access';
import { Register } from './register.service.js';

/** Whether who asks again for the answer to a registration could still register. */
@Injectable()
export class RegistrationReplay extends ReplayCheck {
  constructor(private readonly registration: Register) {
    super();
  }

  /** @throws AppError `REGISTRATION_DISABLED` */
  override async assertMay(): Promise<void> {
    await Promise.resolve();
    this.registration.assertOpen();
  }
}
