import type { INestApplication } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { completeDocument } from './complete-document.js';
import { listHandlers } from '#api/platform/http';
import type { ApiDocument } from './openapi-types.js';

const DESCRIPTION = `Accounts, sessions, roles per service and application tokens for a team's services.

Try it: call \`POST /api/auth/login\`, press **Authorize**, paste the \`access_token\`, call \`GET /api/auth/me\`.
Every refusal is a problem document (RFC 9457) with a stable \`code\`.`;

const bearer = (bearerFormat: string, description: string) =>
  ({ type: 'http', scheme: 'bearer', bearerFormat, description }) as const;

/** The metadata of types and comments of fields and handlers, as the plugin of `@nestjs/swagger` extracts it. */
export type Descriptions = Parameters<typeof SwaggerModule.loadPluginMetadata>[0];

/** The document of the declarations of all controllers, without an instance of any class. */
export async function buildDocument(
  app: INestApplication,
  title: string,
  descriptions?: Descriptions,
): Promise<ApiDocument> {
  if (descriptions) await SwaggerModule.loadPluginMetadata(descriptions);
  const base = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle(title)
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer('/', 'This server')
    .addBearerAuth(bearer('JWT', 'The `access_token` of a sign-in.'), 'access-token')
    .addBearerAuth(
      bearer('opaque', 'The `refresh_token` of a sign-in; for `POST /api/auth/refresh` alone.'),
      'refresh-token',
    )
    .addBearerAuth(
      bearer('opaque', 'An application token, `gh_…`, of `POST /api/tokens`.'),
      'app-token',
    )
    .build();
  const document = SwaggerModule.createDocument(app, base, {
    operationIdFactory: (controller, method) => `${controller}.${method}`,
  });
  const handlers = listHandlers(app.get(ModulesContainer));
  return completeDocument(document as unknown as ApiDocument, handlers);
}
