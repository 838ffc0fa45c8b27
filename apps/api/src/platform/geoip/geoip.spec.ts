import { COUNTRY_CENTRES, distanceKm } from './country-centres.js';
import { GeoIp, toPlace } from './geoip.service.js';

const places = new GeoIp({ database: undefined });

describe('the country of an address', () => {
  it('the country of an IPv4 or IPv6 address is found locally', () => {
    expect(places.countryOf('193.99.144.80')).toBe('DE');
    expect(places.countryOf('::ffff:133.242.0.1')).toBe('JP');
    expect(places.countryOf('2001:4860:4860::8888')).toBe('US');
  });

  it('private and loopback addresses and invalid texts have no country', () => {
    for (const ip of ['127.0.0.1', '::1', '10.1.2.3', '192.168.0.1', 'unknown', '', '1.2.3.4.5'])
      expect(places.find(ip)).toBeNull();
  });

  it('no country is known when GeoIP is switched off', () => {
    expect(new GeoIp({ database: 'off' }).countryOf('8.8.8.8')).toBeNull();
  });

  it('the country is read from records of other database formats too', () => {
    const city = { country: { iso_code: 'FR' }, location: { latitude: 48.9, longitude: 2.3 } };
    expect(toPlace(city)).toEqual({ country: 'FR', latitude: 48.9, longitude: 2.3 });
    expect(toPlace({ country: { iso_code: 'FR' } })?.latitude).toBe(47);
    expect(toPlace({ country_code: 'None' })).toBeNull();
    expect(toPlace({})).toBeNull();
  });

  it('a configured file that cannot be read stops the start with an error that names the setting', () => {
    const start = () => new GeoIp({ database: '/nowhere/at-all.mmdb' }).onModuleInit();
    expect(start).toThrow('GEOIP_DATABASE');
  });

  it('every country has a centre with valid coordinates', () => {
    expect(COUNTRY_CENTRES.size).toBeGreaterThan(245);
    for (const [country, { latitude, longitude }] of COUNTRY_CENTRES) {
      expect(country).toMatch(/^[A-Z]{2}$/);
      expect(Math.abs(latitude)).toBeLessThanOrEqual(90);
      expect(Math.abs(longitude)).toBeLessThanOrEqual(180);
    }
  });

  it('the distance between two positions is the great-circle distance', () => {
    const berlin = { latitude: 52.52, longitude: 13.405 };
    const tokyo = { latitude: 35.68, longitude: 139.69 };
    expect(distanceKm(berlin, tokyo)).toBeGreaterThan(8850);
    expect(distanceKm(berlin, tokyo)).toBeLessThan(9000);
    expect(distanceKm(berlin, berlin)).toBe(0);
  });
});
