export { ShortCutsModule } from './short-cuts.module.js';
export { ValidationShortCut } from './validation.short-cut.js';
