import { Inject, Injectable } from '@nestjs/common';
import type { ConfigOf } from '#libs/config';
import type { DeviceMatch } from '#api/sessions/devices';
import { AbusiveAddresses } from './abusive-addresses.service.js';
import { riskConfig } from './risk.config.js';
import { isImpossibleTravel, isNewCountry, isNewDevice, type Signal } from './signals.js';

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
