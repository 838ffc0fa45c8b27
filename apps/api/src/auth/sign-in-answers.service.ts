import { Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import { Audit } from '#api/audit';
import { UnitOfWork, type Unit } from '#api/platform/changes';
import { Devices } from '#api/sessions/devices';
import { SignInLinks, type SignInLinkPurpose } from '#api/protection/risk';
import { invalidSignInLink } from './auth.errors.js';
import { SignInUndoing } from './sign-in-undoing.service.js';

/** What the owner of an account says of an unusual sign-in, by the link of a mail. Each is good once. */
@Injectable()
export class SignInAnswers {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly links: SignInLinks,
    private readonly devices: Devices,
    private readonly undoing: SignInUndoing,
    private readonly audit: Audit,
  ) {}

  /** Whether the link would do something; uses nothing up. */
  isLive(purpose: SignInLinkPurpose, token: string): Promise<boolean> {
    return this.links.isLive(purpose, token);
  }

  /**
   * It was not me: everybody is out, and the password is good for nothing until it is reset.
   * @throws AppError `INVALID_SIGN_IN_LINK`
   */
  async deny(token: string, client: ClientInfo): Promise<void> {
    await this.unitOfWork.run(async (unit) => {
      const about = await this.consume(unit, 'deny', token);
      await this.undoing.undo(unit, about, client);
    });
  }

  /**
   * It was me: the device is known from now on.
   * @throws AppError `INVALID_SIGN_IN_LINK`
   */
  async confirm(token: string, client: ClientInfo): Promise<void> {
    await this.unitOfWork.run(async (unit) => {
      const { userId, deviceId } = await this.consume(unit, 'confirm', token);
      if (!(await this.devices.confirm(unit.tx, userId, deviceId))) throw invalidSignInLink();
      await this.audit.record(unit.tx, {
        type: 'sign_in.confirmed',
        outcome: 'success',
        actor: { kind: 'anonymous' },
        target: { kind: 'user', id: userId },
        client,
        details: { user_id: userId, device_id: deviceId },
      });
    });
  }

  private async consume({ tx }: Unit, purpose: SignInLinkPurpose, token: string) {
    const about = await this.links.consume(tx, purpose, token);
    if (!about) throw invalidSignInLink();
    return about;
  }
}
