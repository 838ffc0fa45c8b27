import { Inject, Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import type { ConfigOf } from '#libs/config';
import type { Tx } from '#libs/database';
import { Audit } from '#api/audit';
import { Devices, type DeviceMatch } from '#api/sessions/devices';
import type { User } from '#api/users';
import { riskConfig } from './risk.config.js';
import { RiskMails } from './risk-mails.service.js';
import { RiskScore, type Risk } from './risk-score.service.js';

const CONFIRMED_MS = 86_400_000;

/** A sign-in that was proven, before it is let in. */
export interface Suspect {
  readonly user: User;
  readonly client: ClientInfo;
  /** Wrong passwords before the right one. */
  readonly failures: number;
}

/** What was found of it. */
export interface Finding extends Suspect {
  readonly deviceMatch: DeviceMatch;
  readonly risk: Risk;
  readonly isNotice: boolean;
  /** It may not go on before the owner has confirmed it. */
  readonly isRefusal: boolean;
}

/** Looks at each proven sign-in, and tells the owner and the trail what speaks against it. */
@Injectable()
export class SignInRiskCheck {
  constructor(
    private readonly devices: Devices,
    private readonly scores: RiskScore,
    private readonly mails: RiskMails,
    private readonly audit: Audit,
    @Inject(riskConfig.KEY) private readonly config: ConfigOf<typeof riskConfig>,
  ) {}

  /** The caller holds the account. */
  async examine(tx: Tx, suspect: Suspect): Promise<Finding> {
    const deviceMatch = await this.devices.meet(tx, suspect.user.id, suspect.client);
    const risk = await this.scores.assess(deviceMatch, suspect.failures);
    const { noticeScore, refuseScore } = this.config;
    const reaches = (threshold: number) => threshold > 0 && risk.score >= threshold;
    const isRefusal = reaches(refuseScore) && !isConfirmed(deviceMatch);
    return { ...suspect, deviceMatch, risk, isNotice: reaches(noticeScore), isRefusal };
  }

  /** The account knows the device from now on; answers its id. */
  admit(tx: Tx, { deviceMatch, isNotice }: Finding): Promise<string> {
    return this.devices.keep(tx, deviceMatch, {
      isKnown: true,
      isTold: isNotice || this.isNewDeviceNotice(deviceMatch),
    });
  }

  /** After the session was opened, in its transaction. */
  async tell(tx: Tx, finding: Finding, opened: { deviceId: string; sessionId: string | null }) {
    const { user, deviceMatch, isNotice } = finding;
    const { deviceId, sessionId } = opened;
    const about = { user, deviceMatch, deviceId };
    if (isNotice) {
      await this.mails.sendSuspicious(tx, about, sessionId);
      await this.record(tx, finding, { action: 'noticed', deviceId, sessionId });
    } else if (this.isNewDeviceNotice(deviceMatch)) {
      await this.mails.sendNewDevice(tx, about);
    }
  }

  /** A sign-in that is refused for another reason than its risk: who is told of one is told of it all the same. */
  async turnAway(tx: Tx, finding: Finding): Promise<void> {
    const { deviceMatch, isNotice } = finding;
    if (!isNotice && !this.isNewDeviceNotice(deviceMatch)) return;
    const stranger = { isKnown: false, isTold: true };
    const deviceId = deviceMatch.known?.id ?? (await this.devices.keep(tx, deviceMatch, stranger));
    await this.tell(tx, finding, { deviceId, sessionId: null });
  }

  /** Keeps the device as one that waits for the owner's word, and asks for it by mail. */
  async refuse(tx: Tx, finding: Finding): Promise<void> {
    const { user, deviceMatch } = finding;
    const waiting = { isKnown: false, isTold: true };
    const deviceId = deviceMatch.known?.id ?? (await this.devices.keep(tx, deviceMatch, waiting));
    await this.mails.sendConfirmation(tx, { user, deviceMatch, deviceId });
    await this.record(tx, finding, { action: 'refused', deviceId, sessionId: null });
  }

  /** Once a day for what is the same to a person: a program that keeps no credential signs in often. */
  private isNewDeviceNotice({ isFirst, known, isNoticed }: DeviceMatch): boolean {
    return this.config.newDeviceNotice && !isFirst && known === null && !isNoticed;
  }

  private record(
    tx: Tx,
    { user, client, deviceMatch, risk }: Finding,
    done: { action: 'noticed' | 'refused'; deviceId: string; sessionId: string | null },
  ): Promise<void> {
    return this.audit.record(tx, {
      type: 'sign_in.suspicious',
      outcome: 'incident',
      actor: { kind: 'anonymous' },
      target: { kind: 'user', id: user.id },
      client,
      details: {
        user_id: user.id,
        action: done.action,
        score: risk.score,
        reasons: risk.reasons,
        session_id: done.sessionId,
        device_id: done.deviceId,
        device: deviceMatch.name,
        country: deviceMatch.place?.country ?? null,
      },
    });
  }
}

/** The owner has said so by mail: the place and the device are theirs. */
function isConfirmed({ known, at }: DeviceMatch): boolean {
  const confirmedAt = known?.confirmedAt ?? null;
  return confirmedAt !== null && at.getTime() - confirmedAt.getTime() < CONFIRMED_MS;
}
