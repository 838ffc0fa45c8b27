import { Inject, Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import type { ConfigOf } from '#libs/config';
import type { Tx } from '#libs/database';
import { distanceKm } from '#api/platform/geoip';
import { Audit } from '#api/audit';
import { Devices, type Device, type DeviceMatch } from '#api/sessions/devices';
import type { User } from '#api/users';
import { AbusiveAddresses } from './abusive-addresses.service.js';
import { riskConfig } from './risk.config.js';
import { RiskMails } from './risk-mails.service.js';
import { SignInLinks } from './sign-in-links.service.js';

const CONFIRMED_MS = 86_400_000;
/** Faster than any airliner. */
const FASTEST_KM_PER_HOUR = 1000;
/** Positions are rough, often the middle of a country. */
const SLACK_KM = 1000;
const HOUR_MS = 3_600_000;

/** A reason to suspect a sign-in. A name is part of the audit trail: it is never given another meaning. */
export type Signal =
  | 'new_device'
  | 'new_country'
  | 'impossible_travel'
  | 'failures_before'
  | 'abusive_address';

/** How suspicious a sign-in is, and why. */
export interface Risk {
  readonly score: number;
  readonly reasons: readonly { readonly signal: Signal; readonly points: number }[];
}

/** An authenticated sign-in whose session is not open yet. */
export interface Suspect {
  readonly user: User;
  readonly client: ClientInfo;
  /** Wrong passwords before the right one. */
  readonly failures: number;
}

/** The result of the check. */
export interface Finding extends Suspect {
  readonly deviceMatch: DeviceMatch;
  readonly risk: Risk;
  /** The owner is notified of the sign-in as a suspicious one. */
  readonly isNotice: boolean;
  /** The sign-in is refused until the owner has confirmed it. */
  readonly isRefusal: boolean;
}

/** Scores each authenticated sign-in, and reports suspicious ones to the owner and in the audit trail. */
@Injectable()
export class SignInRiskCheck {
  constructor(
    private readonly devices: Devices,
    private readonly addresses: AbusiveAddresses,
    private readonly mails: RiskMails,
    private readonly links: SignInLinks,
    private readonly audit: Audit,
    @Inject(riskConfig.KEY) private readonly config: ConfigOf<typeof riskConfig>,
  ) {}

  /** The account is locked by the caller. */
  async examine(tx: Tx, suspect: Suspect): Promise<Finding> {
    const deviceMatch = await this.devices.meet(tx, suspect.user.id, suspect.client);
    const risk = await this.assess(deviceMatch, suspect.failures);
    const { noticeScore, refuseScore } = this.config;
    const reaches = (threshold: number) => threshold > 0 && risk.score >= threshold;
    const isRefusal = reaches(refuseScore) && !isConfirmed(deviceMatch);
    return { ...suspect, deviceMatch, risk, isNotice: reaches(noticeScore), isRefusal };
  }

  /** Of a sign-in that a second factor holds up, so that no mail has to: the owner is notified instead. */
  asNotice(finding: Finding): Finding {
    return { ...finding, isNotice: finding.isNotice || finding.isRefusal, isRefusal: false };
  }

  /** Stores the device as known to the account; answers its id. */
  admit(tx: Tx, { deviceMatch, isNotice }: Finding): Promise<string> {
    return this.devices.keep(tx, deviceMatch, {
      isKnown: true,
      isTold: isNotice || this.isNewDeviceNotice(deviceMatch),
    });
  }

  /** Notifies the owner; in the transaction that opened the session, after it. */
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

  /** As `tell`, for a sign-in whose owner was notified at its first step, at `since`: that mail undoes the session. */
  async tellOnce(
    tx: Tx,
    finding: Finding,
    opened: { deviceId: string; sessionId: string },
    since: Date,
  ): Promise<void> {
    const userId = finding.user.id;
    if (await this.links.adopt(tx, { userId, ...opened, since })) return;
    await this.tell(tx, finding, opened);
  }

  /** For a sign-in that is refused for another reason than its risk: the owner is notified as of an accepted one. */
  async turnAway(tx: Tx, finding: Finding): Promise<void> {
    const { deviceMatch, isNotice } = finding;
    if (!isNotice && !this.isNewDeviceNotice(deviceMatch)) return;
    const stranger = { isKnown: false, isTold: true };
    const deviceId = deviceMatch.known?.id ?? (await this.devices.keep(tx, deviceMatch, stranger));
    await this.tell(tx, finding, { deviceId, sessionId: null });
  }

  /** Stores the device as unconfirmed, and mails the owner a link that confirms it. */
  async refuse(tx: Tx, finding: Finding): Promise<void> {
    const { user, deviceMatch } = finding;
    const waiting = { isKnown: false, isTold: true };
    const deviceId = deviceMatch.known?.id ?? (await this.devices.keep(tx, deviceMatch, waiting));
    await this.mails.sendConfirmation(tx, { user, deviceMatch, deviceId });
    await this.record(tx, finding, { action: 'refused', deviceId, sessionId: null });
  }

  private async assess(deviceMatch: DeviceMatch, failures: number): Promise<Risk> {
    // The very first sign-in of an account has nothing to be compared with.
    if (deviceMatch.isFirst) return { score: 0, reasons: [] };
    const { config } = this;
    const found: readonly (readonly [Signal, number, boolean])[] = [
      ['new_device', config.newDevicePoints, deviceMatch.known === null],
      ['new_country', config.newCountryPoints, isNewCountry(deviceMatch)],
      ['impossible_travel', config.impossibleTravelPoints, isImpossibleTravel(deviceMatch)],
      ['failures_before', config.failuresBeforePoints, failures >= config.failuresBefore],
      ['abusive_address', config.abusiveAddressPoints, await this.addresses.has(deviceMatch.ip)],
    ];
    const reasons = found
      .filter(([, points, isGiven]) => isGiven && points > 0)
      .map(([signal, points]) => ({ signal, points }));
    return { score: reasons.reduce((sum, { points }) => sum + points, 0), reasons };
  }

  /** Once a day for devices that look the same to a person: a program that stores no credential signs in often. */
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

/** The owner has confirmed by mail that the device and the place are theirs. */
function isConfirmed({ known, at }: DeviceMatch): boolean {
  const confirmedAt = known?.confirmedAt ?? null;
  return confirmedAt !== null && at.getTime() - confirmedAt.getTime() < CONFIRMED_MS;
}

/** Only when both the present country and an earlier one are known. */
function isNewCountry({ place, others }: DeviceMatch): boolean {
  const countries = others.flatMap(({ country }) => country ?? []);
  return place !== null && countries.length > 0 && !countries.includes(place.country);
}

function isImpossibleTravel({ place, others, at }: DeviceMatch): boolean {
  const [last] = others;
  const from = last && positionOf(last);
  if (!place || !last || !from) return false;
  const hours = Math.max(0, at.getTime() - last.lastSeenAt.getTime()) / HOUR_MS;
  return distanceKm(from, place) > SLACK_KM + hours * FASTEST_KM_PER_HOUR;
}

function positionOf({ latitude, longitude }: Device) {
  return latitude === null || longitude === null ? null : { latitude, longitude };
}
