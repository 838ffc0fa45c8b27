export { basePathOfUrl, isLoopback } from './base-url.js';
export {
  atMost,
  type SliceValues,
  type ConfigProblem,
  type CheckContext,
  type Slice,
  type ConfigOf,
  defineSlice,
} from './slice.js';
export { ConfigModule } from './config.module.js';
export { processEnvironment, readEnvironment, type Environment } from './environment.js';
export { IGNORED_NAMES, isServiceLink } from './foreign-names.js';
export { namesSet } from './environment-findings.js';
export { ConfigError, Config, isProduction, loadConfig } from './load-config.js';
export { entriesOf, entryProblem, list, listOf, type Entry } from './lists.js';
export { readTextFile, type TextFile } from './dotenv/read-text-file.js';
export {
  type Variable,
  plainText,
  text,
  int,
  flag,
  choice,
  url,
  type FamilyMember,
  family,
} from './variable.js';
export { coreConfig, baseUrlOf, basePathOf, serverSecretOf } from './core.config.js';
export { renderConfigurationTable, renderEnvExample } from './render.js';
