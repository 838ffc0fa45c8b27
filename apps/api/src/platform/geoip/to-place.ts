import { COUNTRY_CENTRES, type Position } from './country-centres.js';

/** A country and a position in it: the one from the database, otherwise the country's centre. */
export interface Place extends Position {
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
}

/** A record of a MaxMind database, or of a flat database made from other sources. */
interface Found {
  readonly country?: { readonly iso_code?: unknown };
  readonly location?: { readonly latitude?: unknown; readonly longitude?: unknown };
  readonly country_code?: unknown;
  readonly latitude?: unknown;
  readonly longitude?: unknown;
}

const COUNTRY = /^[A-Z]{2}$/;

/** `null` if the record names no country. */
export function toPlace(found: unknown): Place | null {
  if (typeof found !== 'object' || found === null) return null;
  const record = found as Found;
  const country = record.country?.iso_code ?? record.country_code;
  if (typeof country !== 'string' || !COUNTRY.test(country)) return null;
  const position = positionOf(record.location ?? record) ?? COUNTRY_CENTRES.get(country);
  return position ? { country, ...position } : null;
}

function positionOf({ latitude, longitude }: NonNullable<Found['location']>): Position | null {
  const areNumbers = typeof latitude === 'number' && typeof longitude === 'number';
  return areNumbers ? { latitude, longitude } : null;
}
