// `npm audit` of what ships, failing at high. When the registry's audit endpoint does not answer, there is no
// verdict.
import { spawnSync } from 'node:child_process';

const { stdout } = spawnSync('npm', ['audit', '--json', '--audit-level=high', '--omit=dev'], {
  encoding: 'utf8',
});

function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

const report = read(stdout);
if (report.auditReportVersion === undefined) {
  console.log(
    `No verdict: the registry's audit endpoint does not answer (${report.message ?? 'no report'})`,
  );
} else {
  const { critical, high, moderate, low } = report.metadata.vulnerabilities;
  console.log(`critical ${critical}, high ${high}, moderate ${moderate}, low ${low}`);
  const bad = Object.values(report.vulnerabilities).filter(({ severity }) =>
    ['high', 'critical'].includes(severity),
  );
  for (const { name, severity, range } of bad) console.log(`  ${severity}: ${name} ${range}`);
  process.exitCode = bad.length === 0 ? 0 : 1;
}
