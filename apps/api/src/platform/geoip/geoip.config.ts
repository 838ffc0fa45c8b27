import { statSync } from 'node:fs';
import { defineSlice, text } from '#libs/config';

export const GEOIP_OFF = /^off$/i;
export const NOT_A_DATABASE =
  'is not a file that can be read as mmdb, a database of countries or cities';

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Settings of the country look-up, which is local and asks no other service. */
export const geoIpConfig = defineSlice(
  'GeoIp',
  {
    database: text('GEOIP_DATABASE', undefined, {
      description:
        'A file of countries by address in MaxMind’s format (mmdb) to use instead of the one that comes along (iptoasn.com, public domain); `off`: no country is ever known.',
      example: '/var/lib/geoip/GeoLite2-City.mmdb',
    }),
  },
  ({ database }) =>
    database === undefined || GEOIP_OFF.test(database) || isFile(database)
      ? []
      : [{ name: 'GEOIP_DATABASE', message: NOT_A_DATABASE }],
);
