import { acceptsPage, wantsPage } from './send-problem.js';

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

describe('a refusal', () => {
  it.each([
    ['/nothing', BROWSER],
    ['/', BROWSER],
    ['/apis', BROWSER],
    ['/docs', 'text/html'],
    ['/nothing?x=/api/', 'text/html; q=0.9'],
  ])('a refusal of %s is a page for a client that accepts %s', (url, accept) => {
    expect(wantsPage(url, { accept })).toBe(true);
  });

  it.each([
    ['/nothing', '*/*'],
    ['/nothing', undefined],
    ['/nothing', 'application/json'],
    ['/nothing', 'application/problem+json, text/html'],
    ['/nothing', 'text/html;q=0, */*'],
    ['/api/nothing', BROWSER],
    ['/api?x', BROWSER],
    ['/health/ready', BROWSER],
    ['/metrics', BROWSER],
    ['/.well-known/nothing', BROWSER],
    ['/docs/openapi.json', BROWSER],
  ])('a refusal of %s is a problem document for a client that accepts %s', (url, accept) => {
    expect(wantsPage(url, { ...(accept !== undefined && { accept }) })).toBe(false);
  });
});

describe('a caller', () => {
  it.each([BROWSER, 'text/html', 'text/html; q=0.9'])(
    'a caller that accepts %s gets a page',
    (accept) => {
      expect(acceptsPage({ accept })).toBe(true);
    },
  );

  it.each(['*/*', 'application/json', 'application/problem+json, text/html', 'text/html;q=0, */*'])(
    'a caller that accepts %s gets no page',
    (accept) => {
      expect(acceptsPage({ accept })).toBe(false);
    },
  );
});
