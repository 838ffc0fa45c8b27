import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { coreConfig, loadConfig } from '#libs/config';
import { SystemClock } from '#libs/kernel';
import { AppModule } from '../../api/src/app.module.js';
import { CONFIG_SLICES } from '../../api/src/config-slices.js';
import { SERVED } from '../../api/src/create-app.js';
import { buildDocument, type Descriptions } from './build-document.js';
import type { ApiDocument } from './openapi-types.js';

/** Never connected: in preview mode nothing is instantiated. */
const NOWHERE = {
  url: 'postgres://nowhere.invalid/none',
  directUrl: 'postgres://nowhere.invalid/none',
  isEmbedded: false,
  stop: () => Promise.resolve(),
};

/** The modules of the application without instances, for the documentation and for tests of the routes. */
export async function previewApi(): Promise<NestFastifyApplication> {
  const module = AppModule.forRoot({
    config: loadConfig({}, CONFIG_SLICES),
    clock: new SystemClock(),
    database: NOWHERE,
    imports: SERVED,
  });
  const options = { preview: true, abortOnError: false, logger: false } as const;
  return NestFactory.create<NestFastifyApplication>(module, new FastifyAdapter(), options);
}

/** The OpenAPI document of the server with its default settings. */
export async function describeApi(descriptions: Descriptions): Promise<ApiDocument> {
  const { appName } = loadConfig({}, CONFIG_SLICES).get(coreConfig);
  return buildDocument(await previewApi(), appName, descriptions);
}
