import { Global, Module, type DynamicModule } from '@nestjs/common';
import { ConfigModule as NestConfigModule, registerAs } from '@nestjs/config';
import { Config } from './load-config.js';

/** Makes every slice injectable by its `KEY`, and the whole configuration as `Config`. */
@Global()
@Module({})
export class ConfigModule {
  static forRoot(config: Config): DynamicModule {
    const providers = config.slices.map((slice) => ({
      provide: slice.KEY,
      useValue: config.get(slice),
    }));
    const load = config.slices.map((slice) =>
      registerAs(slice.title, () => ({ ...config.get(slice) })),
    );
    return {
      module: ConfigModule,
      imports: [NestConfigModule.forRoot({ ignoreEnvFile: true, ignoreEnvVars: true, load })],
      providers: [...providers, { provide: Config, useValue: config }],
      exports: [...config.slices.map((slice) => slice.KEY), Config],
    };
  }
}
