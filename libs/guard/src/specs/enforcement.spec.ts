import {
  Controller,
  Get,
  Injectable,
  Module,
  Scope,
  SetMetadata,
  UseGuards,
  type CanActivate,
  type ExecutionContext,
  type Provider,
  type Type,
} from '@nestjs/common';
import { APP_GUARD, NestFactory, type AbstractHttpAdapter } from '@nestjs/core';
import { EventPattern, MessagePattern } from '@nestjs/microservices';
import { FastifyAdapter } from '@nestjs/platform-fastify';
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
  adapter?: AbstractHttpAdapter,
) => {
  @Module({
    imports: [GatehouseModule.forRoot({ ...auth.options, ...options })],
    controllers,
    providers,
  })
  class AppModule {}
  const module = await Test.createTestingModule({ imports: [AppModule] }).compile();
  return adapter ? module.createNestApplication(adapter) : module.createNestApplication();
};

/** The error that stops the start; `started` if there is none. */
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

/** The metadata that decorators of @nestjs/graphql set on methods. */
const Query = () => SetMetadata('graphql:resolver_type', 'Query');
const ResolveField = () => SetMetadata('graphql:resolve_property', true);
const ResolveReference = () => SetMetadata('graphql:resolve_reference', true);

/** The token under which `GraphQLModule.forRoot` provides its options. */
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
@Controller('orders')
class OwnModuleOrders extends Orders {}

const madeBy = (useFactory: () => object): Provider => ({ provide: 'made', useFactory });

@UseGuards(GatehouseGuard)
@Controller()
class BoundMessages extends Messages {}

describe('An access rule that no guard would enforce stops the start', () => {
  it('a rule on a field resolver stops the start, unless every GraphQL module runs guards for fields', async () => {
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

  it('a rule on the class of a field or reference resolver stops the start', async () => {
    const said = await startOf({ providers: [ClassResolver, graphqlModule({})] });
    expect(said).toContain('The access rule of ClassResolver.reference would not be enforced.');
  });

  it('field resolvers without rules start, also with strict', async () => {
    const parts = { providers: [OpenFields, graphqlModule({})] };
    expect(await startOf(parts)).toBe('started');
    expect(await startOf(parts, { strict: true })).toBe('started');
  });

  it.each([
    ['a method of a service', { providers: [OrdersService] }, 'OrdersService.cancel'],
    ['a class of which nothing is a handler', { providers: [GuardedService] }, 'GuardedService'],
    ['a hook of a gateway', { providers: [HookGateway] }, 'HookGateway.handleConnection'],
    ['a helper of a controller', { controllers: [Helper] }, 'Helper.secret'],
  ])('a rule on %s stops the start', async (_what, parts: Parts, name) => {
    const said = await startOf(parts);
    expect(said).toContain(`The access rule of ${name} would not be enforced.`);
    expect(said).toContain('Gatehouse.assert');
  });

  describe('with globalGuard: false', () => {
    const unbound = { globalGuard: false };

    it('with globalGuard: false a rule on a handler without the guard stops the start', async () => {
      for (const strict of [false, true]) {
        const options = { ...unbound, strict };
        const said = await startOf({ controllers: [Orders, Messages] }, options);
        expect(said).toContain('Orders.list, Messages.list, Messages.placed');
        expect(said).toContain('@UseGuards(GatehouseGuard)');
      }
    });

    it('with globalGuard: false rules are enforced if the application binds the guard globally', async () => {
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

    it('with globalGuard: false a rule on a message handler stops the start, because global guards do not run for it', async () => {
      const app = await build({ controllers: [Messages] }, unbound);
      app.useGlobalGuards(app.get(GatehouseGuard));
      await expect(app.init()).rejects.toThrow('Messages.list, Messages.placed');
      await app.close().catch(() => undefined);
      expect(await startOf({ controllers: [BoundMessages] }, unbound)).toBe('started');
    });
  });
});

@Injectable()
class OwnGuard extends GatehouseGuard {}

@Injectable({ scope: Scope.REQUEST })
class GuardOfEachRequest extends GatehouseGuard {}

@Injectable()
class ForeignGuard implements CanActivate {
  static readonly users: unknown[] = [];

  canActivate(context: ExecutionContext) {
    ForeignGuard.users.push(context.switchToHttp().getRequest<{ user?: unknown }>().user);
    return true;
  }
}

@UseGuards(ForeignGuard)
@Controller('orders')
class ForeignlyGuarded extends Orders {}

@UseGuards(OwnGuard)
@Controller('orders')
class OwnGuarded extends Orders {}

class GuardedBase {
  @UseGuards(GatehouseGuard)
  @Permissions('orders:read')
  @Get()
  list(): unknown[] {
    return [];
  }
}

@Controller('orders')
class Inheriting extends GuardedBase {}

@Controller('orders')
class Overriding extends GuardedBase {
  @Permissions('orders:read')
  @Get()
  override list() {
    return [];
  }
}

@Controller({ path: 'orders', scope: Scope.REQUEST })
class OrdersOfEachRequest {
  @Permissions('orders:read')
  @Get()
  list() {
    return [];
  }
}

@Injectable()
class MadeResolver {
  @Permissions('orders:read')
  @Query()
  orders() {
    return [];
  }
}

@Permissions('orders:read')
@Controller('orders')
class PublicWithin {
  @Public()
  @Get()
  open() {
    return [];
  }

  @Get('all')
  all() {
    return [];
  }
}

describe('With strict and without the global guard of the module', () => {
  const unbound = { strict: true, globalGuard: false };
  const ORDERS = 'would not be enforced';

  it.each([
    ['a guard of the application alone', { controllers: [ForeignlyGuarded] }],
    [
      'a global guard of the application alone',
      { controllers: [Orders], providers: [{ provide: APP_GUARD, useClass: ForeignGuard }] },
    ],
    ['an overriding method, which inherits no guard', { controllers: [Overriding] }],
    ['a controller of each request', { controllers: [OrdersOfEachRequest] }],
    ['a class rule beside a public method', { controllers: [PublicWithin] }],
    ['a resolver that a factory makes', { providers: [madeBy((): object => new MadeResolver())] }],
    ['a resolver that is a value', { providers: [{ provide: 'r', useValue: new MadeResolver() }] }],
    [
      'a gateway, which a global guard does not reach',
      {
        controllers: [Messages],
        providers: [{ provide: APP_GUARD, useClass: GatehouseGuard }],
      },
    ],
  ] as [string, Parts][])(
    'with strict and globalGuard: false the start fails for %s',
    async (_what, parts) => {
      expect(await startOf(parts, unbound)).toContain(ORDERS);
    },
  );

  it.each([
    ['by a subclass of our guard', { controllers: [OwnGuarded] }],
    ['by the guard on a method of a base class', { controllers: [Inheriting] }],
    [
      'by a global guard of a subclass',
      { controllers: [Orders], providers: [{ provide: APP_GUARD, useClass: OwnGuard }] },
    ],
    [
      'by a global guard that is made for each request',
      { controllers: [Orders], providers: [{ provide: APP_GUARD, useClass: GuardOfEachRequest }] },
    ],
    [
      'by a global guard that a factory gives',
      {
        controllers: [OrdersOfEachRequest],
        providers: [
          {
            provide: APP_GUARD,
            useFactory: (guard: GatehouseGuard) => guard,
            inject: [GatehouseGuard],
          },
        ],
      },
    ],
  ] as [string, Parts][])(
    'with strict and globalGuard: false a call without a token is refused %s',
    async (_what, parts) => {
      for (const adapter of [undefined, new FastifyAdapter()]) {
        const app = await build(parts, unbound, adapter);
        await app.init();
        await (app.getHttpAdapter().getInstance() as { ready?: () => unknown }).ready?.();
        await request(app.getHttpServer()).get('/orders').expect(401);
        await app.close();
      }
    },
  );

  it('an application context without HTTP starts although no guard is bound', async () => {
    @Module({
      imports: [GatehouseModule.forRoot({ ...auth.options, ...unbound })],
      controllers: [Orders],
    })
    class ScriptModule {}
    const context = await NestFactory.createApplicationContext(ScriptModule, {
      logger: false,
      abortOnError: false,
    });
    expect(context.get(Gatehouse).health().status).toBe('ok');
    await context.close();
  });
});

describe('A guard of the application beside ours', () => {
  @Module({ providers: [{ provide: APP_GUARD, useClass: ForeignGuard }] })
  class ForeignModule {}

  const usersSeenBy = async (imports: Type[], providers: Provider[]) => {
    ForeignGuard.users.length = 0;
    @Module({
      imports: [GatehouseModule.forRoot(auth.options), ...imports],
      controllers: [Orders],
      providers,
    })
    class BothModule {}
    const module = await Test.createTestingModule({ imports: [BothModule] }).compile();
    const app = await module.createNestApplication().init();
    const call = request(app.getHttpServer()).get('/orders');
    await auth.asUser(call, { id: 'u1', permissions: ['orders:read'] }).expect(200);
    await app.close();
    return ForeignGuard.users;
  };

  it('a guard of a module imported later runs after ours and gets the user', async () => {
    expect(await usersSeenBy([ForeignModule], [])).toEqual([expect.objectContaining({ id: 'u1' })]);
  });

  it('a guard of the importing module runs before ours and gets no user', async () => {
    const own = { provide: APP_GUARD, useClass: ForeignGuard };
    expect(await usersSeenBy([], [own])).toEqual([undefined]);
  });
});

describe('A test that puts another guard in the place of ours', () => {
  it.each([true, false])(
    'an application whose guard a test replaces starts, with globalGuard: %s',
    async (globalGuard) => {
      @Module({
        imports: [GatehouseModule.forRoot({ ...auth.options, strict: true, globalGuard })],
        controllers: globalGuard ? [Orders, Messages] : [OwnModuleOrders],
      })
      class TestedModule {}
      const building = Test.createTestingModule({ imports: [TestedModule] });
      const place = globalGuard
        ? building.overrideProvider(GatehouseGuard)
        : building.overrideGuard(GatehouseGuard);
      const module = await place.useValue({ canActivate: () => true }).compile();
      const app = await module.createNestApplication().init();
      await request(app.getHttpServer()).get('/orders').expect(200);
      await app.close();
    },
  );
});

describe('Deciding by no permission at all', () => {
  it('can and assert refuse an empty list of permissions with a TypeError', async () => {
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
