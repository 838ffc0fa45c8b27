import { Inject, Injectable } from '@nestjs/common';
import type { ConfigOf } from '#libs/config';
import { distanceKm } from '#api/platform/geoip';
import type { Device, DeviceMatch } from '#api/sessions/devices';
import { AbusiveAddresses } from './abusive-addresses.service.js';
import { riskConfig } from './risk.config.js';

/** What speaks against a sign-in. A name is part of the audit trail: it is never given another meaning. */
export type Signal =
  | 'new_device'
  | 'new_country'
  | 'impossible_travel'
  | 'failures_before'
  | 'abusive_address';

/** Faster than any airliner. */
const FASTEST_KM_PER_HOUR = 1000;
/** Positions are rough, often the middle of a country. */
const SLACK_KM = 1000;
const HOUR_MS = 3_600_000;

export interface Reason {
  readonly signal: Signal;
  readonly points: number;
}

/** How suspicious a sign-in is, and why. */
export interface Risk {
  readonly score: number;
  readonly reasons: readonly Reason[];
}

/** Adds up what speaks against a sign-in. */
@Injectable()
export class RiskScore {
  constructor(
    private readonly addresses: AbusiveAddresses,
    @Inject(riskConfig.KEY) private readonly config: ConfigOf<typeof riskConfig>,
  ) {}

  /** `failures`: wrong passwords before this right one. The very first sign-in of an account has nothing against it. */
  async assess(deviceMatch: DeviceMatch, failures: number): Promise<Risk> {
    if (deviceMatch.isFirst) return { score: 0, reasons: [] };
    const { config } = this;
    const found: readonly (readonly [Signal, number, boolean])[] = [
      ['new_device', config.newDevicePoints, isNewDevice(deviceMatch)],
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
}

const isNewDevice = ({ isFirst, known }: DeviceMatch): boolean => !isFirst && known === null;

/** Only when both the place and another one are known: an account that was never anywhere is nowhere new. */
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
