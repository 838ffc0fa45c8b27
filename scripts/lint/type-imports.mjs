// `@typescript-eslint/consistent-type-imports` for code with decorators: a file that has one is skipped, because its
// imports are values of the metadata. The rule of oxlint's own does not know that.

/** `typeof x` and `{ [x]: string }` name a value, but need none at run time. */
function isInTypeOnlyPlace(identifier) {
  let child = identifier;
  for (let parent = child.parent; parent; child = parent, parent = parent.parent) {
    if (parent.type === 'TSTypeQuery') return true;
    if (parent.type === 'TSPropertySignature') return parent.key === child;
    const isFirstName =
      (parent.type === 'TSQualifiedName' && parent.left === child) ||
      (parent.type === 'MemberExpression' && parent.object === child);
    if (!isFirstName) return false;
  }
  return false;
}

const EXPORTS = new Set(['ExportSpecifier', 'ExportDefaultDeclaration', 'TSExportAssignment']);

function isOfType({ identifier, isTypeReference, isValueReference }) {
  if (EXPORTS.has(identifier.parent.type) && isValueReference && isTypeReference) return false;
  return isValueReference ? isInTypeOnlyPlace(identifier) : isTypeReference;
}

export const typeImports = {
  meta: { type: 'suggestion', schema: [] },
  create(context) {
    let hasDecorator = false;
    const imports = [];
    const isForTypes = (specifier) => {
      if (specifier.importKind === 'type') return false;
      const [{ references }] = context.sourceCode.getDeclaredVariables(specifier);
      return references.length > 0 && references.every(isOfType);
    };
    return {
      Decorator() {
        hasDecorator = true;
      },
      ImportDeclaration(node) {
        if (node.importKind !== 'type') imports.push(...node.specifiers);
      },
      TSImportType(node) {
        context.report({ node, message: 'Import the type at the top.' });
      },
      'Program:exit'() {
        if (hasDecorator) return;
        for (const node of imports.filter(isForTypes)) {
          context.report({ node, message: `${node.local.name} is only a type: "import type".` });
        }
      },
    };
  },
};
