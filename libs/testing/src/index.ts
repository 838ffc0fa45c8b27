export { freePort } from '#libs/database';
export {
  describeOnDatabases,
  type OpenDatabase,
  type OpenDatabaseOptions,
  openDatabase,
} from './open-database.js';
export { type DeclaredRoute, listDeclaredRoutes } from './declared-routes.js';
export { eventually } from './eventually.js';
export { FakeClock } from './fake-clock.js';
export { type CommandResult, runGatehouse, runGatehouseOnTerminal } from './gatehouse-command.js';
export { type CallOptions, type Answer, HttpClient } from './http-client.js';
export { NGINX, nginxTemporaryFolders, PrefixProxy, type PrefixProxyKind } from './prefix-proxy.js';
export { OriginalDatabase } from './original-database.js';
export { hasPgBouncer, PgBouncer } from './pgbouncer.js';
export { PostgresProcess, startPostgres } from './postgres-process.js';
export { hasRedisServer, RedisServer, startRedis } from './redis-server.js';
export { selfSignedCertificate } from './self-signed-certificate.js';
export { ServerProcess, startServerProcess } from './server-process.js';
export { type SmtpSinkOptions, type ReceivedMail, SmtpSink, startSmtpSink } from './smtp-sink.js';
export { TcpProxy, startTcpProxy } from './tcp-proxy.js';
export { type TestAppOptions, type TestApp, startTestApp } from './test-app.js';
export { type TestDatabase, createTestDatabase } from './test-database.js';
export { PATIENT_WITH_DATABASE, PATIENT_WITH_REDIS, testEnvironment } from './test-environment.js';
export { type CollectedSpan, TraceCollector, startTraceCollector } from './trace-collector.js';
export { findFakeTime, WrongClock } from './wrong-clock.js';
export { ended, endWithUs } from './spawned.js';
export { temporaryFolder } from './test-run.js';
export { testServerUrl, defaultServerKind, type TestServerKind } from './test-server.js';
export { type IssuedCertificate, CertificateAuthority } from './certificate-authority.js';
