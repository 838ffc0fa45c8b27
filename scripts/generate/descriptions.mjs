// What Swagger UI says of fields and handlers, read from their types and comments by the plugin of @nestjs/swagger:
// https://docs.nestjs.com/recipes/swc#monorepo-and-cli-plugins
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ReadonlyVisitor } from '@nestjs/swagger/plugin';
import { format } from 'oxfmt';
import ts from 'typescript';

const HEAD =
  '// Generated from the types and comments of *.dto.ts and *.controller.ts (`npm run generate`).\n';

const { factory } = ts;
const text = (value) => factory.createStringLiteral(value);
const isOfTypeScript = (name) => /^\.\.?\//.test(name) && !/\.[cm]?[jt]s$/.test(name);

/** The plugin names relative modules without their extension. */
function withExtensions(node) {
  const visit = (each) =>
    ts.isStringLiteral(each) && isOfTypeScript(each.text)
      ? text(`${each.text}.js`)
      : ts.visitEachChild(each, visit, undefined);
  return ts.visitNode(node, visit);
}

/** The literal of an object whose values are expressions already, or objects, or lists of a module and what is said of it. */
function literalOf(value) {
  if (Array.isArray(value)) {
    const pairs = value.map(([module, said]) => [withExtensions(module), literalOf(said)]);
    return factory.createArrayLiteralExpression(
      pairs.map((pair) => factory.createArrayLiteralExpression(pair)),
    );
  }
  if (ts.isObjectLiteralExpression(value)) return value;
  const fields = Object.entries(value).map(([name, inner]) =>
    factory.createPropertyAssignment(text(name), literalOf(inner)),
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
    pathToSource: join(root, 'apps/api/src'),
  });
  const program = ReadonlyVisitor.createTsProgram(join(root, 'apps/api/tsconfig.app.json'));
  const sources = program.getSourceFiles().filter(({ isDeclarationFile }) => !isDeclarationFile);
  for (const source of sources) visitor.visit(program, source);
  return { said: { [visitor.key]: visitor.collect() }, modules: visitor.typeImports };
}

/** The text of a module whose `describeTypes` gives the descriptions, for `SwaggerModule.loadPluginMetadata`. */
export async function renderDescriptions(root) {
  const { said, modules } = collect(root);
  const imports = Object.entries(modules).map(([name, expression]) => {
    const withExtension = expression.replace(/(?<=")\.[^"]*(?<!\.[cm]?[jt]s)(?=")/, '$&.js');
    return `['${name}']: ${withExtension}`;
  });
  const body = `export const describeTypes = async () => {
    const t = { ${imports.join(',\n')} };
    return ${print(literalOf(said))};
  };`.replaceAll(/"(?:\.\.\/)+libs\/([^/]+)\/src\/[^"]+"/g, '"#libs/$1"');
  const settings = JSON.parse(readFileSync(join(root, '.oxfmtrc.json'), 'utf8'));
  const { code, errors } = await format('descriptions.ts', HEAD + body, settings);
  if (errors.length > 0)
    throw new Error(`The descriptions are no TypeScript: ${errors[0].message}`);
  return code;
}
