import { distanceKm } from '#api/platform/geoip';
import type { Device, DeviceMatch } from '#api/sessions/devices';

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

export const isNewDevice = ({ isFirst, known }: DeviceMatch): boolean => !isFirst && known === null;

/** Only when both the place and another one are known: an account that was never anywhere is nowhere new. */
export function isNewCountry({ place, others }: DeviceMatch): boolean {
  const countries = others.flatMap(({ country }) => country ?? []);
  return place !== null && countries.length > 0 && !countries.includes(place.country);
}

export function isImpossibleTravel({ place, others, at }: DeviceMatch): boolean {
  const [last] = others;
  const from = last && positionOf(last);
  if (!place || !last || !from) return false;
  const hours = Math.max(0, at.getTime() - last.lastSeenAt.getTime()) / HOUR_MS;
  return distanceKm(from, place) > SLACK_KM + hours * FASTEST_KM_PER_HOUR;
}

function positionOf({ latitude, longitude }: Device) {
  return latitude === null || longitude === null ? null : { latitude, longitude };
}
