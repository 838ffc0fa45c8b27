import { BasePath } from './base-path.js';
import { RouteTable } from './route-table.js';

const routes = new RouteTable();
for (const path of ['/', '/docs', '/docs/openapi.json', '/api/auth/login', '/verify-email']) {
  routes.add(path, ['GET']);
}
const strip = (prefix: string, url: string) => new BasePath(prefix, routes).strip(url);

describe('an address under the path of APP_BASE_URL', () => {
  it.each([
    ['/auth', '/auth/docs', '/docs'],
    ['/auth', '/auth/verify-email?token=/auth/x', '/verify-email?token=/auth/x'],
    ['/auth', '/auth', '/'],
    ['/auth', '/auth/', '/'],
    ['/auth', '/auth?x=1', '/?x=1'],
    ['/auth', '/%61uth/docs', '/docs'],
    ['/a/b', '/a/b/docs', '/docs'],
    ['/auth', '/docs', '/docs'],
    ['/auth', 'http://host.test/auth/docs', '/docs'],
    ['/auth', 'HTTPS://host.test:8443/auth?x=1', '/?x=1'],
  ])('base path %s: %s is stripped to %s', (prefix, url, inner) => {
    expect(strip(prefix, url)).toBe(inner);
  });

  it.each([
    ['/auth', '/authx/docs'],
    ['/auth', '/Auth/docs'],
    ['/auth', '/api/auth/login'],
    ['/a/b', '/a/docs'],
    ['/auth', '//auth/docs'],
    ['/auth', '/au%th/docs'],
    ['', '/auth/docs'],
    ['/auth', 'http://host.test/docs'],
    ['/auth', 'http://host.test'],
    ['/auth', 'ftp://host.test/auth/docs'],
  ])('base path %s: %s is not changed', (prefix, url) => {
    expect(strip(prefix, url)).toBe(url);
  });

  it('a base path that is also the first segment of a route is distinguished from that route', () => {
    expect(strip('/api', '/api/auth/login')).toBe('/api/auth/login');
    expect(strip('/api', '/api/api/auth/login')).toBe('/api/auth/login');
    expect(strip('/docs', '/docs/openapi.json')).toBe('/docs/openapi.json');
    expect(strip('/docs', '/docs/docs')).toBe('/docs');
  });
});
