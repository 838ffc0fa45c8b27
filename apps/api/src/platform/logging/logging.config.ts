import { choice, defineSlice } from '#libs/config';

/** Settings of the log on standard output. */
export const loggingConfig = defineSlice('Logging', {
  level: choice('LOG_LEVEL', ['debug', 'info', 'warn', 'error', 'silent'], 'info', {
    description: 'The least important events that are logged.',
  }),
  format: choice('LOG_FORMAT', ['auto', 'pretty', 'json', 'ecs'], 'auto', {
    description: '`ecs` is JSON for Elasticsearch.',
    fallbackText: '`pretty` on a terminal, `json` otherwise',
  }),
});
