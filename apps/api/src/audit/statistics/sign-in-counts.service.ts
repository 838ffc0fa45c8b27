import { Injectable } from '@nestjs/common';
import { GeoIp } from '#api/platform/geoip';
import { DailyCounts } from './daily-counts.service.js';
import type { CountedSignIn } from './statistics.js';

/** Counts sign-ins by method and outcome, and by country. No address is kept. */
@Injectable()
export class SignInCounts {
  constructor(
    private readonly counts: DailyCounts,
    private readonly places: GeoIp,
  ) {}

  count({ method, outcome, ip }: CountedSignIn): void {
    this.counts.count({ measure: 'sign_ins', label: method, outcome });
    const isSuccess = outcome === 'success';
    this.counts.count({
      measure: 'sign_ins_by_country',
      label: this.places.countryOf(ip) ?? '',
      outcome: isSuccess ? 'success' : 'refused',
    });
  }
}
