// What Swagger UI says of fields and handlers, read from their types and comments by the plugin of @nestjs/swagger:
// https://docs.nestjs.com/recipes/swc#monorepo-and-cli-plugins
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PluginMetadataGenerator } from '@nestjs/cli/lib/compiler/plugins/plugin-metadata-generator.js';
import { ReadonlyVisitor } from '@nestjs/swagger/plugin';
import { format } from 'oxfmt';

const HEAD =
  '// Generated from the types and comments of *.dto.ts and *.controller.ts (`npm run generate`).\n';

/** The text of a module whose `describeTypes` gives the descriptions, for `SwaggerModule.loadPluginMetadata`. */
export async function renderDescriptions(root) {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-descriptions-'));
  try {
    const visitor = new ReadonlyVisitor({
      dtoFileNameSuffix: ['.dto.ts'],
      classValidatorShim: true,
      introspectComments: true,
      esmCompatible: true,
      pathToSource: join(root, 'apps/api/src'),
    });
    new PluginMetadataGenerator().generate({
      visitors: [visitor],
      outputDir: folder,
      filename: 'descriptions.ts',
      tsProgramRef: ReadonlyVisitor.createTsProgram(join(root, 'apps/api/tsconfig.app.json')),
      printDiagnostics: false,
    });
    const printed = readFileSync(join(folder, 'descriptions.ts'), 'utf8');
    const body = printed
      .replace('/* eslint-disable */\n', '')
      .replace('export default async', 'export const describeTypes = async')
      .replaceAll(/"(?:\.\.\/)+libs\/([^/]+)\/src\/[^"]+"/g, '"#libs/$1"');
    const settings = JSON.parse(readFileSync(join(root, '.oxfmtrc.json'), 'utf8'));
    const { code, errors } = await format('descriptions.ts', HEAD + body, settings);
    if (errors.length > 0)
      throw new Error(`The descriptions are no TypeScript: ${errors[0].message}`);
    return code;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
