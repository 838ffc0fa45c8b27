import { assertOwnForm } from './pages.service.js';

const HOST = 'auth.example.test:8443';
const send = (headers: Record<string, string>) => () =>
  assertOwnForm({ host: HOST, ...headers }, 'public.example.test');

describe('a form on a page of this server', () => {
  it.each<Record<string, string>>([
    {},
    { origin: `https://${HOST}` },
    { origin: 'null', 'sec-fetch-site': 'same-origin' },
    { origin: 'null' },
    { origin: 'https://public.example.test' },
    { 'sec-fetch-site': 'none' },
  ])('a form is accepted with the headers %j', (headers) => {
    expect(send(headers)).not.toThrow();
  });

  it.each<Record<string, string>>([
    { origin: 'https://evil.example' },
    { origin: 'https://auth.example.test' },
    { origin: `https://${HOST}.evil.example` },
    { origin: 'not an origin' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'null', 'sec-fetch-site': 'cross-site' },
    { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' },
  ])('a form is refused with the headers %j', (headers) => {
    expect(send(headers)).toThrow('This form was sent from another site');
  });
});
