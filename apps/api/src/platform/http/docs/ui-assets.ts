import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { OPERATION_FILTER } from './operation-filter.js';
import { PackedText } from './packed-text.js';

/** The files that the Swagger UI page loads: one of our own and the others from its package. */
const TYPES = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'start.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
} as const;

export interface Asset {
  readonly type: string;
  readonly packed: Promise<PackedText>;
}

/** Resolved from @nestjs/swagger, which determines the version. */
function folder(): string {
  const require = createRequire(import.meta.url);
  const swagger = createRequire(require.resolve('@nestjs/swagger'));
  return dirname(swagger.resolve('swagger-ui-dist/package.json'));
}

/** @param basePath path under which a proxy serves this server; empty for none */
export const pageUnder = (basePath: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API</title>
<link rel="stylesheet" href="${basePath}/docs/assets/swagger-ui.css">
<link rel="icon" type="image/png" href="${basePath}/docs/assets/favicon-32x32.png">
</head>
<body>
<div id="swagger-ui"></div>
<script src="${basePath}/docs/assets/swagger-ui-bundle.js"></script>
<script src="${basePath}/docs/assets/start.js"></script>
</body>
</html>
`;

/** A separate file, because the page allows no inline script. Tokens are kept only in the page's memory. */
const startUnder = (basePath: string): string => `${OPERATION_FILTER}
window.ui = SwaggerUIBundle({
  url: '${basePath}/docs/openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  persistAuthorization: false,
  displayRequestDuration: true,
  docExpansion: 'list',
  filter: true,
  plugins: [OperationFilter],
  validatorUrl: null,
});
`;

const START = 'start.js';

/** The files of the page, read and compressed at their first request. */
export class UiAssets {
  private readonly read = new Map<string, Asset>();

  constructor(private readonly basePath: string) {}

  find(name: string): Asset | null {
    const known = this.read.get(name);
    if (known || !Object.hasOwn(TYPES, name)) return known ?? null;
    const content = name === START ? startUnder(this.basePath) : readFileSync(join(folder(), name));
    const asset = { type: TYPES[name as keyof typeof TYPES], packed: PackedText.of(content) };
    this.read.set(name, asset);
    return asset;
  }
}
