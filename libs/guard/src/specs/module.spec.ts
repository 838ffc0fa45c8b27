import { Controller, Get, Injectable, Module, UseGuards } from '@nestjs/common';
import { GrpcStreamCall, GrpcStreamMethod, MessagePattern } from '@nestjs/microservices';
import { Test } from '@nestjs/testing';
import request from 'supertest';
import {
  AppToken,
  Gatehouse,
  GatehouseGuard,
  GatehouseModule,
  Permissions,
  Public,
  RecentLogin,
  type Duration,
  type GatehouseModuleOptions,
} from '../index.js';
import { testAuth } from '../testing/index.js';

const auth = testAuth();

@Controller('a')
class Declared {
  @Public()
  @Get()
  get() {
    return {};
  }
}

@Controller('b')
class Undeclared {
  @Get()
  list() {
    return {};
  }

  @MessagePattern('b.made')
  made() {
    return {};
  }

  @Permissions('b:write')
  @Get('declared')
  declared() {
    return {};
  }
}

@Controller('c')
@AppToken('c:sync')
class Contradictory {
  @Permissions('c:read')
  @Get()
  list() {
    return {};
  }
}

@Controller('d')
class RawStream {
  @Permissions('d:read')
  @GrpcStreamCall('D', 'Raw')
  raw() {
    return undefined;
  }
}

@Controller('e')
class Streams {
  @Public()
  @GrpcStreamCall('E', 'Raw')
  raw() {
    return undefined;
  }

  @Permissions('e:read')
  @GrpcStreamMethod('E', 'Talk')
  talk() {
    return undefined;
  }
}

const compile = async (options: GatehouseModuleOptions, ...controllers: never[] | object[]) => {
  @Module({ imports: [GatehouseModule.forRoot(options)], controllers: controllers as never[] })
  class AppModule {}
  return Test.createTestingModule({ imports: [AppModule] }).compile();
};

describe('GatehouseModule', () => {
  it('with strict the start fails for handlers without declared access and names them', async () => {
    const strict = { ...auth.options, strict: true };
    await expect(compile(strict, Declared, Undeclared)).rejects.toThrow(
      'These handlers declare no access: Undeclared.list, Undeclared.made.',
    );
    await (await compile(strict, Declared)).close();
  });

  it('contradictory declarations of a handler stop the start', async () => {
    await expect(compile(auth.options, Contradictory)).rejects.toThrow(
      'Contradictory.list: @AppToken and a rule for users cannot both hold',
    );
  });

  it('a raw gRPC stream that is not public stops the start, because its refusals would end the process', async () => {
    await expect(compile(auth.options, RawStream)).rejects.toThrow(
      'RawStream.raw is a @GrpcStreamCall handler',
    );
    const unguarded = { ...auth.options, globalGuard: false };
    await expect(compile(unguarded, RawStream)).rejects.toThrow('RawStream.raw');
    await (await compile({ ...auth.options, strict: true }, Streams)).close();
  });

  it('invalid options are all reported together, without values', async () => {
    const wrong = {
      issuer: 'auth.test',
      service: '',
      appToken: 'my-secret',
      onFeedLost: 'ignore' as never,
      clockToleranceSeconds: 3600,
    };
    const error = await compile(wrong, Declared).catch((thrown: Error) => thrown);
    expect((error as Error).message).toBe(
      'GatehouseModule cannot start: issuer must be an http(s) address; service must be a name; ' +
        'appToken must be an application token (gh_...); ' +
        'onFeedLost must be introspect, allow-until-expiry or deny; ' +
        'clockToleranceSeconds must be 0 to 60',
    );
  });

  it('the module takes its options from a factory with injected parts', async () => {
    @Injectable()
    class Settings {
      readonly options = auth.options;
    }
    @Module({ providers: [Settings], exports: [Settings] })
    class SettingsModule {}
    @Module({
      imports: [
        GatehouseModule.forRootAsync({
          imports: [SettingsModule],
          inject: [Settings],
          useFactory: (settings: Settings) => settings.options,
        }),
      ],
      controllers: [Undeclared],
    })
    class AppModule {}
    const module = await Test.createTestingModule({ imports: [AppModule] }).compile();
    const app = module.createNestApplication();
    await app.init();
    await request(app.getHttpServer()).get('/b').expect(401);
    await auth.asUser(request(app.getHttpServer()).get('/b')).expect(200);
    await app.close();
  });

  it('without the global guard only handlers with @UseGuards are guarded', async () => {
    @UseGuards(GatehouseGuard)
    @Controller('guarded')
    class Guarded extends Undeclared {}
    @Controller('open')
    class Open {
      @Get()
      get() {
        return {};
      }
    }
    const module = await compile({ ...auth.options, globalGuard: false }, Open, Guarded);
    const app = module.createNestApplication();
    await app.init();
    await request(app.getHttpServer()).get('/open').expect(200);
    await request(app.getHttpServer()).get('/guarded').expect(401);
    await app.close();
  });

  it('Gatehouse can be injected in every module and throws HTTP exceptions', async () => {
    const module = await compile(auth.options, Declared);
    const gatehouse = module.get(Gatehouse, { strict: false });
    await module.init();
    await gatehouse.ready();
    const token = auth.token({ id: 'u1', permissions: ['x'] });
    expect(await gatehouse.verify(token)).toMatchObject({ id: 'u1' });
    expect(await gatehouse.can('u1', 'x')).toBe(true);
    expect(await gatehouse.can('u1', 'x', 'y')).toBe(false);
    expect([...(await gatehouse.rightsOf('u1')).permissions]).toEqual(['x']);
    await expect(gatehouse.assert('u1', 'y')).rejects.toMatchObject({
      status: 403,
      code: 'PERMISSION_DENIED',
      missing: ['y'],
    });
    await expect(gatehouse.verify('garbage')).rejects.toMatchObject({ status: 401 });
    await expect(gatehouse.verify(auth.appToken())).rejects.toMatchObject({ status: 401 });
    const app = await gatehouse.verifyApp(auth.appToken({ service: 'billing' }));
    expect(app.serviceName).toBe('billing');
    const some = auth.appToken({ service: 'billing', scopes: ['a', 'b'], granted: ['a'] });
    expect((await gatehouse.verifyApp(some, { scopes: ['a'] })).scopes).toEqual(['a']);
    const asked = [
      gatehouse.verifyApp(some, { scopes: ['b'] }),
      gatehouse.verifyApp(auth.appToken({ granted: null })),
    ];
    for (const one of asked) {
      await expect(one).rejects.toMatchObject({ code: 'CALLER_NOT_GRANTED' });
    }
    await module.close();
  });
});

describe('A declaration', () => {
  it('a declaration refuses empty names and invalid durations', () => {
    const none = Permissions as unknown as (...names: string[]) => unknown;
    expect(() => none()).toThrow('@Permissions needs at least one name');
    expect(() => none('')).toThrow('@Permissions needs at least one name');
    for (const wrong of ['10', 'x', '-1m', '1.5h', 0, -1, Number.NaN]) {
      expect(() => RecentLogin(wrong as Duration)).toThrow('is not a duration');
    }
  });
});
