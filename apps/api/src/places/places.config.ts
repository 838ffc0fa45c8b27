import { defineSlice, text } from '#libs/config';

/** Where on earth an address is, told without asking anybody. */
export const placesConfig = defineSlice('Places', {
  database: text('GEOIP_DATABASE', undefined, {
    description:
      'A file of countries by address in MaxMind’s format (mmdb) to use instead of the one that comes along (iptoasn.com, public domain); `off`: no country is ever known.',
    example: '/var/lib/geoip/GeoLite2-City.mmdb',
  }),
});
