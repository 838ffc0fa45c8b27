// Passwords compared a second by one thread, with bcrypt of cost 12. UV_THREADPOOL_SIZE has to be 1.
import bcrypt from 'bcrypt';

const seconds = Number(process.argv[2]);
const hash = await bcrypt.hash('Correct-Horse-42!', 12);
const started = performance.now();
let count = 0;
while (performance.now() - started < seconds * 1000) {
  await bcrypt.compare('Correct-Horse-42!', hash);
  count += 1;
}
process.stdout.write(String((count * 1000) / (performance.now() - started)));
