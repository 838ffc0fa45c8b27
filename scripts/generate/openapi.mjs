// docs/openapi.json: what the handlers of the built server declare, and what their types and comments say of them, read
// by the plugin of @nestjs/swagger: https://docs.nestjs.com/recipes/swc#monorepo-and-cli-plugins
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ReadonlyVisitor } from '@nestjs/swagger/plugin';
import ts from 'typescript';

const { factory } = ts;
const API = 'apps/api/src';

/** The built module of the type that the plugin names. */
function builtModule(root, name) {
  const [, alias, path] = /^(?:#|(?:\.\.\/)+)(libs|api)\/(.+?)(?:\/src\/.*)?$/.exec(name) ?? [];
  const built = { libs: `libs/${path}/src/index.js`, api: `${API}/${path}/index.js` }[alias];
  const own = join(API, name.replace(/(?:\.[cm]?[jt]s)?$/, '.js'));
  return pathToFileURL(join(root, 'dist', built ?? own)).href;
}

/** Renders an object whose values are expressions, objects, or pairs of a module and its description. */
function literalOf(value) {
  if (Array.isArray(value)) {
    const pairs = value.map(([module, said]) => [module, literalOf(said)]);
    return factory.createArrayLiteralExpression(
      pairs.map((pair) => factory.createArrayLiteralExpression(pair)),
    );
  }
  if (ts.isObjectLiteralExpression(value)) return value;
  const fields = Object.entries(value).map(([name, inner]) =>
    factory.createPropertyAssignment(factory.createStringLiteral(name), literalOf(inner)),
  );
  return factory.createObjectLiteralExpression(fields);
}

function print(node) {
  const file = ts.createSourceFile('descriptions.ts', '', ts.ScriptTarget.Latest);
  return ts.createPrinter().printNode(ts.EmitHint.Unspecified, node, file);
}

function collect(root) {
  const visitor = new ReadonlyVisitor({
    dtoFileNameSuffix: ['.dto.ts'],
    classValidatorShim: true,
    introspectComments: true,
    esmCompatible: true,
    pathToSource: join(root, API),
  });
  const program = ReadonlyVisitor.createTsProgram(join(root, 'apps/api/tsconfig.app.json'));
  const sources = program.getSourceFiles().filter(({ isDeclarationFile }) => !isDeclarationFile);
  for (const source of sources) visitor.visit(program, source);
  return { said: { [visitor.key]: visitor.collect() }, modules: visitor.typeImports };
}

/** A module whose `describeTypes` gives the descriptions, for `SwaggerModule.loadPluginMetadata`. */
function descriptionsOf(root) {
  const { said, modules } = collect(root);
  const imports = Object.entries(modules).map(([name, text]) => `${JSON.stringify(name)}: ${text}`);
  const text = `export const describeTypes = async () => {
    const t = { ${imports.join(',\n')} };
    return ${print(literalOf(said))};
  };`;
  return text.replaceAll(
    /\bimport\("([^"]+)"\)/g,
    (_, name) => `import(${JSON.stringify(builtModule(root, name))})`,
  );
}

async function loadDescriptions(root) {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-descriptions-'));
  try {
    const path = join(folder, 'descriptions.mjs');
    writeFileSync(path, descriptionsOf(root));
    return (await import(pathToFileURL(path).href)).describeTypes;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The text of docs/openapi.json. The server must be built. */
export async function renderOpenApi(root) {
  const main = join(root, 'dist/apps/openapi/src/index.js');
  const { describeApi } = await import(pathToFileURL(main).href);
  return `${JSON.stringify(await describeApi(await loadDescriptions(root)), null, 2)}\n`;
}
