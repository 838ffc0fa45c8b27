// The bill of materials of what ships, in CycloneDX: into the file named, or only made and counted.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';

const made = spawnSync(
  'npm',
  ['sbom', '--sbom-format', 'cyclonedx', '--omit=dev', '--package-lock-only'],
  { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
);
if (made.status !== 0) {
  process.stderr.write(made.stderr);
  process.exit(1);
}
const { components } = JSON.parse(made.stdout);
const unnamed = components.filter(({ name, version, hashes }) => !name || !version || !hashes);
const [target] = process.argv.slice(2);
if (target) writeFileSync(target, made.stdout);
console.log(`${components.length} components, ${unnamed.length} without a version or a hash`);
process.exitCode = components.length > 0 ? 0 : 1;
