// What processes use, and what the machine does beside them: read from /proc.
import { readdirSync, readFileSync } from 'node:fs';

const TICKS_PER_SECOND = 100;

/** The text of a file of /proc, or `null` when the process has ended meanwhile. */
function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** The fields of /proc/PID/stat after the name, which may contain spaces; the first is field 3 of proc(5). */
function statOf(pid) {
  const text = read(`/proc/${pid}/stat`);
  return text?.slice(text.lastIndexOf(')') + 2).split(' ') ?? null;
}

/** A process and all below it, itself first. */
export function treeOf(root) {
  const children = new Map();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const parent = Number(statOf(name)?.[1]);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const found = [root];
  for (const pid of found) found.push(...(children.get(pid) ?? []));
  return found;
}

const sum = (values) => values.reduce((total, value) => total + value, 0);

/** Nanoseconds on a processor by the scheduler, where the kernel counts them; the ended threads are missing. */
function preciseSecondsOf(pid) {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    const times = threads.map((id) => read(`/proc/${pid}/task/${id}/schedstat`)?.split(' ')[0]);
    return times.some((time) => time === undefined) ? null : sum(times.map(Number)) / 1e9;
  } catch {
    return null;
  }
}

const tickSecondsOf = (fields, from) =>
  fields ? (Number(fields[from]) + Number(fields[from + 1])) / TICKS_PER_SECOND : 0;

/** Processor seconds of a process and all below it so far. */
export const cpuSecondsOf = (root) =>
  sum(treeOf(root).map((pid) => preciseSecondsOf(pid) ?? tickSecondsOf(statOf(pid), 11)));

/** MiB of memory of a process and all below it, shared pages divided among those that share them (PSS). */
export function memoryOf(root) {
  const kib = treeOf(root).map((pid) =>
    Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`) ?? '')?.[1] ?? 0),
  );
  return sum(kib) / 1024;
}

/** Processor seconds of everything that this process has started, with what has ended meanwhile. */
const ownSeconds = () => {
  const live = sum(treeOf(process.pid).map((pid) => tickSecondsOf(statOf(pid), 11)));
  return live + tickSecondsOf(statOf(process.pid), 13);
};

function machineSeconds() {
  const [line] = readFileSync('/proc/stat', 'utf8').split('\n');
  const ticks = line.trim().split(/\s+/).slice(1, 9).map(Number);
  const total = sum(ticks) / TICKS_PER_SECOND;
  return { total, busy: total - (ticks[3] + ticks[4]) / TICKS_PER_SECOND };
}

/** Starts to look at what others use; the function that it returns answers their share of the machine since then. */
export function watchNeighbours() {
  const [machine, own] = [machineSeconds(), ownSeconds()];
  return () => {
    const now = machineSeconds();
    const others = now.busy - machine.busy - (ownSeconds() - own);
    return Math.max(0, others) / (now.total - machine.total);
  };
}
