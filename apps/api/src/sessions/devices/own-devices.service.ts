import { Injectable } from '@nestjs/common';
import type { ClientInfo, Principal } from '#libs/access';
import { Database } from '#libs/database';
import { AppError } from '#libs/kernel';
import { Audit } from '#api/audit';
import { UnitOfWork } from '#api/platform/changes';
import { EndSessions } from '#api/sessions';
import type { Device } from './device-match.js';
import { DevicesStore } from './devices.store.js';

const deviceNotFound = () =>
  new AppError('DEVICE_NOT_FOUND', { detail: 'There is no such device' });

/** Lists and forgets a user's own devices. */
@Injectable()
export class OwnDevices {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly database: Database,
    private readonly stored: DevicesStore,
    private readonly sessions: EndSessions,
    private readonly audit: Audit,
  ) {}

  async list({ userId }: Pick<Principal, 'userId'>): Promise<Device[]> {
    const devices = await this.stored.findOfUser(this.database.pool, userId);
    return devices.filter(({ isKnown }) => isKnown);
  }

  /**
   * Ends the device's sessions; its next sign-in is one from a new device. Answers how many sessions ended.
   * @throws AppError `DEVICE_NOT_FOUND`, also when it is another user's
   */
  async forget(principal: Principal, id: string, client: ClientInfo): Promise<number> {
    return this.unitOfWork.run(async (unit) => {
      const { userId, sessionId } = principal;
      if (!(await this.stored.forget(unit.tx, userId, id))) throw deviceNotFound();
      const reason = 'device_forgotten' as const;
      const ended = await this.sessions.endAll(unit, { userId, reason, deviceId: id });
      await this.audit.record(unit.tx, {
        type: 'device.forgotten',
        outcome: 'success',
        actor: { kind: 'user', id: userId, sessionId },
        target: { kind: 'device', id },
        client,
        details: { sessions_ended: ended },
      });
      return ended;
    });
  }
}
