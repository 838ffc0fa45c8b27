// Two helpers of esbuild run some ten thousand times in a start. These do the same work, where it is needed.

/**
 * Classes keep the names that `keepNames` gives them. Functions do not: esbuild names every arrow function each time that it
 * is made, which costs a request more than most of them do. V8 infers their names.
 */
const NAMED = `const $named = (target, value) =>
  target.name === value ? target : Object.defineProperty(target, 'name', { value, configurable: true });
const __unnamed = (target) => target;`;

/** An ES module that is made of a CommonJS one: once for all its importers instead of once for each. */
const IMPORTED = `const __imported = [new WeakMap(), new WeakMap()];
const __importedOf = (module, isNodeMode) => {
  if (Object(module) !== module) return { default: module };
  const isDefault = isNodeMode || !module.__esModule;
  const known = __imported[isDefault ? 1 : 0];
  if (known.has(module)) return known.get(module);
  const made = Object.create(Object.getPrototypeOf(module));
  if (isDefault) Object.defineProperty(made, 'default', { value: module, enumerable: true });
  for (const key of Object.getOwnPropertyNames(module)) {
    if (Object.hasOwn(made, key)) continue;
    const { enumerable } = Object.getOwnPropertyDescriptor(module, key);
    Object.defineProperty(made, key, { get: () => module[key], enumerable });
  }
  known.set(module, made);
  return made;
};`;

/** On one line, because stacks are told by lines. */
export const HELPERS = [NAMED, IMPORTED].map((text) => text.replaceAll(/\n\s*/g, ' ')).join(' ');

const REPLACED = [
  {
    name: '__name',
    theirs: '(target,value)=>__defProp(target,"name",{value,configurable:!0})',
    ours: '__unnamed',
  },
  {
    name: '__toESM',
    theirs:
      '(mod,isNodeMode,target)=>(target=mod!=null?__create(__getProtoOf(mod)):{},__copyProps(isNodeMode||!mod||!mod.__esModule?__defProp(target,"default",{value:mod,enumerable:!0}):target,mod))',
    ours: '__importedOf',
  },
];

/**
 * Replaces esbuild's helpers by those of `HELPERS`; everything else keeps its place.
 * @throws Error when another release of esbuild writes them otherwise
 */
export function replaceHelpers(bundle) {
  // A name of the same length, because stacks are told by positions.
  const classes = bundle.replaceAll('static{__name(this,', 'static{$named(this,');
  return REPLACED.reduce((text, { name, theirs, ours }) => {
    // Unless a module needs it, esbuild leaves it out.
    if (!text.includes(`${name}(`)) return text;
    if (!text.includes(`${name}=${theirs}`)) throw new Error(`esbuild has another ${name}`);
    return text.replace(theirs, () => ours.padEnd(theirs.length));
  }, classes);
}
