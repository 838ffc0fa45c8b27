// Prints the test files of a jest report that failed, one a line.
import { readFileSync } from 'node:fs';

const report = JSON.parse(readFileSync(process.argv[2], 'utf8'));
for (const file of report.testResults) if (file.status === 'failed') console.log(file.name);
