import type { AppPrincipal, ClientInfo } from '#libs/access';
import { AppError } from '#libs/kernel';
import type { AppTokenAuthentication } from '../app-token-authentication.service.js';
import type { TokenState } from '../app-tokens.store.js';
import type { Standing, Standings } from '../callers/standings.service.js';
import { toPrincipal } from '../app-token.js';
import { TokenValidator } from './token-validator.service.js';

const at = new Date('2026-06-01T12:00:00Z');
const client: ClientInfo = { ip: '192.0.2.7', userAgent: null, requestId: 'one' };

const aState = (service = 'orders'): TokenState => ({
  id: `token of ${service}`,
  name: 'in production',
  tokenHash: Buffer.alloc(32),
  previousHash: null,
  previousExpiresAt: null,
  scopes: ['orders:ship', 'stock:read'],
  allowedNetworks: ['192.0.2.0/24'],
  isActive: true,
  expiresAt: null,
  serviceId: `id of ${service}`,
  serviceName: service,
  serviceDescription: null,
  serviceCreatedAt: at,
  serviceUpdatedAt: at,
  serviceIsActive: true,
});

interface Known {
  readonly standing?: Standing;
  readonly asker?: () => Promise<AppPrincipal>;
  readonly askerRequired?: boolean;
}

function aValidator(known: Known = {}) {
  const { standing = { kind: 'none' }, askerRequired = true } = known;
  const asker = () => Promise.resolve(toPrincipal({ state: aState('shipping'), expiresAt: null }));
  const authenticate = known.asker ?? asker;
  const tokens = { authenticate } as unknown as AppTokenAuthentication;
  const standings = { of: () => Promise.resolve(standing) } as unknown as Standings;
  const settings = { signInMaxAgeSeconds: 0, askerRequired };
  const validator = new TokenValidator(tokens, standings, { count: jest.fn() } as never, settings);
  return { validator };
}

const own = { client, asker: undefined, isAboutCaller: false };
const aboutCaller = { client, asker: 'a token of shipping', isAboutCaller: true };

describe('the validation of an application token', () => {
  it('a validation tells the own service of the token its scopes as they were minted', async () => {
    const app = toPrincipal({ state: aState(), expiresAt: null });
    const answer = await aValidator().validator.validate(app, own);
    expect(answer.token.scopes).toEqual(['orders:ship', 'stock:read']);
    expect(answer).not.toHaveProperty('grant');
  });

  it('a validation tells another service the scopes that it grants', async () => {
    const app = toPrincipal({ state: aState(), expiresAt: null });
    const standing = { kind: 'granted', scopes: ['orders:ship', 'other'] } as const;
    const answer = await aValidator({ standing }).validator.validate(app, aboutCaller);
    expect(answer).toMatchObject({
      token: { scopes: ['orders:ship'] },
      asked_by: { id: 'id of shipping', name: 'shipping' },
      grant: { scopes: ['orders:ship', 'other'] },
    });
  });

  it('a validation is refused to a service that asks about its caller and does not say which service it is', async () => {
    const app = toPrincipal({ state: aState(), expiresAt: null });
    const question = { ...own, isAboutCaller: true };
    const refused = async () => aValidator().validator.validate(app, question);
    await expect(refused()).rejects.toMatchObject({ code: 'ASKER_REQUIRED' });
    const lenient = aValidator({ askerRequired: false }).validator;
    expect((await lenient.validate(app, question)).success).toBe(true);
  });

  it('a bad token of the asking service has another code than a bad token of its caller', async () => {
    const app = toPrincipal({ state: aState(), expiresAt: null });
    const bad = () => Promise.reject(new AppError('INVALID_TOKEN'));
    const refused = aValidator({ asker: bad }).validator.validate(app, aboutCaller);
    await expect(refused).rejects.toMatchObject({ code: 'ASKER_REFUSED' });
    const away = () => Promise.reject(new AppError('SERVICE_UNAVAILABLE'));
    const failed = aValidator({ asker: away }).validator.validate(app, aboutCaller);
    await expect(failed).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  });
});
