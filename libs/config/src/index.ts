export { basePathOfUrl } from './base-url.js';
export { atMost } from './at-most.js';
export { ConfigModule } from './config.module.js';
export { processEnvironment, readEnvironment, type Environment } from './environment.js';
export { IGNORED_NAMES } from './ignored-names.js';
export { namesSet } from './environment-findings.js';
export { isLoopback } from './is-loopback.js';
export { ConfigError, Config, isProduction, loadConfig } from './load-config.js';
export { isServiceLink } from './service-link.js';
export {
  type SliceValues,
  type ConfigProblem,
  type CheckContext,
  type Slice,
  type ConfigOf,
  defineSlice,
} from './slice.js';
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
