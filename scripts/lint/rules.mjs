// Our own lint rules, loaded by .oxlintrc.json; `test/meta/lint.spec.ts` has an example for each.
import { typeImports } from './type-imports.mjs';

/** A rule that reports every node of these kinds for which the test holds. */
const forbid = (message, visitors) => ({
  meta: { type: 'problem', schema: [] },
  create: (context) =>
    Object.fromEntries(
      Object.entries(visitors).map(([kind, fits]) => [
        kind,
        (node) => fits(node) && context.report({ node, message }),
      ]),
    ),
});

const isMember = (object, property) => (node) =>
  node.object.name === object && node.property.name === property;

const TIME = 'Time comes from the injected Clock of #libs/kernel.';

const hasTwice = ({ params }) => {
  const names = params.map(({ name }) => name).filter(Boolean);
  return new Set(names).size < names.length;
};

/** How many leading arguments are limits. */
const LIMITS = {
  Min: 1,
  Max: 1,
  MinLength: 1,
  MaxLength: 1,
  Length: 2,
  ArrayMinSize: 1,
  ArrayMaxSize: 1,
};

const isNumber = (node) =>
  node.type === 'Literal' || (node.type === 'UnaryExpression' && isNumber(node.argument));

const namesItsLimit = ({ expression }) => {
  const limits = LIMITS[expression.callee?.name] ?? 0;
  return (
    expression.type === 'CallExpression' && !expression.arguments.slice(0, limits).every(isNumber)
  );
};

/** Constructors may have more: their parameters are the dependencies of the class. */
const MOST_PARAMETERS = { constructor: 8, other: 5 };

const maxParams = {
  meta: { type: 'suggestion', schema: [] },
  create(context) {
    const check = (node) => {
      const isConstructor =
        node.parent?.type === 'MethodDefinition' && node.parent.kind === 'constructor';
      const most = isConstructor ? MOST_PARAMETERS.constructor : MOST_PARAMETERS.other;
      if (node.params.length <= most) return;
      const message = `${node.params.length} parameters: at most ${most}, ${isConstructor ? 'for a constructor' : 'for a function (a constructor may have 8)'}.`;
      context.report({ node, message });
    };
    return {
      FunctionDeclaration: check,
      FunctionExpression: check,
      ArrowFunctionExpression: check,
      TSEmptyBodyFunctionExpression: check,
      TSDeclareFunction: check,
    };
  },
};

/** Every exception from a rule needs a reason: `oxlint-disable-next-line rule -- reason`. */
const sayWhy = {
  meta: { type: 'problem', schema: [] },
  create: (context) => ({
    Program() {
      for (const { value, loc } of context.sourceCode.getAllComments()) {
        const isDisable = /^\s*(?:oxlint|eslint)-disable/.test(value);
        if (isDisable && !/\s--\s+\S/.test(value)) {
          context.report({ loc, message: 'Say why: add "-- reason".' });
        }
      }
    },
  }),
};

export default {
  meta: { name: 'gatehouse' },
  rules: {
    'say-why': sayWhy,
    'type-imports': typeImports,
    'no-environment': forbid(
      'The environment is read once, in libs/config: declare a slice and inject it.',
      { MemberExpression: isMember('process', 'env') },
    ),
    'no-date-now': forbid(TIME, { MemberExpression: isMember('Date', 'now') }),
    'no-new-date': forbid(TIME, {
      NewExpression: (node) => node.callee.name === 'Date' && node.arguments.length === 0,
    }),
    'no-random': forbid(
      'Randomness comes from #libs/kernel (randomToken) or node:crypto (randomInt).',
      { MemberExpression: isMember('Math', 'random') },
    ),
    'no-can-parse': forbid(
      'parseUrl of #libs/kernel: compiled by Node.js 20, URL.canParse answers false for letters beyond ASCII.',
      { MemberExpression: isMember('URL', 'canParse') },
    ),
    'no-late-own-import': forbid('Import own code at the top: a late import hides a cycle.', {
      ImportExpression: (node) => /^[.#]/.test(node.source.value ?? ''),
    }),
    'limits-are-numbers': forbid(
      'Write the number: the documentation is read from the text, where a name says nothing.',
      { Decorator: namesItsLimit },
    ),
    'max-params': maxParams,
    'no-export-all': forbid(
      'Name what others may use: a feature exports its services, not its files.',
      {
        ExportAllDeclaration: () => true,
      },
    ),
    'no-exported-store': forbid('A store is private to its feature: export a service with verbs.', {
      ExportNamedDeclaration: (node) => /\.store\.js$/.test(node.source?.value ?? ''),
      ExportAllDeclaration: (node) => /\.store\.js$/.test(node.source.value),
    }),
    // Both are syntax errors in modules; some of our scripts are not modules.
    'no-octal': forbid('An octal number is written 0o17.', {
      Literal: (node) => typeof node.value === 'number' && /^0\d/.test(node.raw),
    }),
    'no-same-parameter': forbid('Two parameters of one name.', {
      FunctionDeclaration: hasTwice,
      FunctionExpression: hasTwice,
    }),
  },
};
