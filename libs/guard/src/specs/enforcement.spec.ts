import {
  Controller,
  Get,
  Injectable,
  Module,
  SetMetadata,
  UseGuards,
  type Provider,
  type Type,
} from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { EventPattern, MessagePattern } from '@nestjs/microservices';
import { Test } from '@nestjs/testing';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import request from 'supertest';
import {
  Gatehouse,
  GatehouseGuard,
  GatehouseModule,
  Permissions,
  Public,
  SignedIn,
  type GatehouseModuleOptions,
} from '../index.js';
import { testAuth } from '../testing/index.js';

const auth = testAuth();

interface Parts {
  readonly controllers?: Type[];
  readonly providers?: Provider[];
}

const build = async (
  { controllers = [], providers = [] }: Parts,
  options: Partial<GatehouseModuleOptions> = {},
) => {
  @Module({
    imports: [GatehouseModule.forRoot({ ...auth.options, ...options })],
    controllers,
    providers,
  })
  class AppModule {}
  const module = await Test.createTestingModule({ imports: [AppModule] }).compile();
  return module.createNestApplication();
};

/** Why the application does not start; `started` when it does. */
const startOf = async (parts: Parts, options: Partial<GatehouseModuleOptions> = {}) => {
  try {
    const app = await build(parts, options);
    await app.init();
    await app.close();
    return 'started';
  } catch (error) {
    return (error as Error).message;
  }
};

/** What the decorators of @nestjs/graphql leave on methods. */
const Query = () => SetMetadata('graphql:resolver_type', 'Query');
const ResolveField = () => SetMetadata('graphql:resolve_property', true);
const ResolveReference = () => SetMetadata('graphql:resolve_reference', true);

/** What `GraphQLModule.forRoot` provides its options under. */
const graphqlModule = (options: object): Provider => ({
  provide: 'GqlModuleOptions',
  useValue: options,
});

@Injectable()
class FieldResolver {
  @Permissions('orders:read')
  @Query()
  order() {
    return {};
  }

  @Permissions('orders:secret')
  @ResolveField()
  margin() {
    return 1;
  }
}

@Permissions('orders:read')
@Injectable()
class ClassResolver {
  @Query()
  order() {
    return {};
  }

  @ResolveReference()
  reference() {
    return {};
  }
}

@Injectable()
class OpenFields {
  @Permissions('orders:read')
  @Query()
  order() {
    return {};
  }

  @ResolveField()
  lines() {
    return [];
  }

  @Public()
  @ResolveField()
  total() {
    return 1;
  }
}

@Injectable()
class OrdersService {
  @Permissions('orders:write')
  cancel() {
    return true;
  }
}

@Permissions('orders:write')
@Injectable()
class GuardedService {
  cancel() {
    return true;
  }
}

@WebSocketGateway()
class HookGateway {
  @SignedIn()
  handleConnection() {
    return undefined;
  }

  @Public()
  @SubscribeMessage('ping')
  ping(_data?: unknown) {
    return 'pong';
  }
}

@Controller('orders')
class Helper {
  @Public()
  @Get()
  list() {
    return this.secret();
  }

  @Permissions('orders:secret')
  secret() {
    return [];
  }
}

@Controller('orders')
class Orders {
  @Permissions('orders:read')
  @Get()
  list() {
    return [];
  }
}

@Controller()
class Messages {
  @Permissions('orders:read')
  @MessagePattern('orders.list')
  list() {
    return [];
  }

  @Permissions('orders:write')
  @EventPattern('orders.placed')
  placed(_data: unknown) {
    return undefined;
  }
}

@UseGuards(GatehouseGuard)
@Controller()
class BoundMessages extends Messages {}

describe('An access rule that no guard would enforce stops the start', () => {
  it('on a field resolver, unless every GraphQL module runs guards before these', async () => {
    const why = 'The access rule of FieldResolver.margin would not be enforced.';
    const cure = "fieldResolverEnhancers: ['guards']";
    for (const modules of [
      [],
      [graphqlModule({})],
      [graphqlModule({ fieldResolverEnhancers: ['interceptors'] })],
    ]) {
      const said = await startOf({ providers: [FieldResolver, ...modules] });
      expect(said).toContain(why);
      expect(said).toContain(cure);
    }
    const guarded = graphqlModule({ fieldResolverEnhancers: ['guards'] });
    expect(await startOf({ providers: [FieldResolver, guarded] })).toBe('started');
    expect(await startOf({ providers: [FieldResolver, guarded] }, { strict: true })).toBe(
      'started',
    );
  });

  it('on the class of a field or reference resolver', async () => {
    const said = await startOf({ providers: [ClassResolver, graphqlModule({})] });
    expect(said).toContain('The access rule of ClassResolver.reference would not be enforced.');
  });

  it('but fields that ask nothing themselves start, also strictly', async () => {
    const parts = { providers: [OpenFields, graphqlModule({})] };
    expect(await startOf(parts)).toBe('started');
    expect(await startOf(parts, { strict: true })).toBe('started');
  });

  it.each([
    ['a method of a service', { providers: [OrdersService] }, 'OrdersService.cancel'],
    ['a class of which nothing is a handler', { providers: [GuardedService] }, 'GuardedService'],
    ['a hook of a gateway', { providers: [HookGateway] }, 'HookGateway.handleConnection'],
    ['a helper of a controller', { controllers: [Helper] }, 'Helper.secret'],
  ])('on %s', async (_what, parts: Parts, name) => {
    const said = await startOf(parts);
    expect(said).toContain(`The access rule of ${name} would not be enforced.`);
    expect(said).toContain('Gatehouse.assert');
  });

  describe('with globalGuard: false', () => {
    const unbound = { globalGuard: false };

    it('on handlers that nothing binds the guard to', async () => {
      for (const strict of [false, true]) {
        const options = { ...unbound, strict };
        const said = await startOf({ controllers: [Orders, Messages] }, options);
        expect(said).toContain('Orders.list, Messages.list, Messages.placed');
        expect(said).toContain('@UseGuards(GatehouseGuard)');
      }
    });

    it('unless the application binds it to all requests itself', async () => {
      const ofModule = { provide: APP_GUARD, useExisting: GatehouseGuard };
      expect(await startOf({ controllers: [Orders], providers: [ofModule] }, unbound)).toBe(
        'started',
      );
      const app = await build({ controllers: [Orders] }, unbound);
      app.useGlobalGuards(app.get(GatehouseGuard));
      await app.init();
      await request(app.getHttpServer()).get('/orders').expect(401);
      await app.close();
    });

    it('on message handlers, which such a guard does not reach', async () => {
      const app = await build({ controllers: [Messages] }, unbound);
      app.useGlobalGuards(app.get(GatehouseGuard));
      await expect(app.init()).rejects.toThrow('Messages.list, Messages.placed');
      await app.close().catch(() => undefined);
      expect(await startOf({ controllers: [BoundMessages] }, unbound)).toBe('started');
    });
  });
});

describe('Deciding by no permission at all', () => {
  it('is refused as a mistake of the program: an empty list would allow everybody', async () => {
    const app = await build({ controllers: [Orders] });
    await app.init();
    const gatehouse = app.get(Gatehouse);
    const empty: string[] = [];
    await expect(gatehouse.can('u1', ...empty)).rejects.toThrow(TypeError);
    await expect(gatehouse.assert('u1', ...empty)).rejects.toThrow(
      'Gatehouse.assert needs at least one permission',
    );
    await expect(gatehouse.can('u1', undefined as never)).rejects.toThrow(TypeError);
    await app.close();
  });
});
