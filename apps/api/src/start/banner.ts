import { baseUrlOf, coreConfig, type Config } from '#libs/config';
import type { StartNotice } from '#libs/operation';

/** The address of the server on this machine, when it listens at `listening`. */
export function localAddress(listening: string): string {
  return listening.replace(/\/\/(?:127\.0\.0\.1|0\.0\.0\.0|\[::1?\])(?=[:/]|$)/, '//localhost');
}

const line = (label: string, text: string, width: number) => `  ${label.padEnd(width)}  ${text}`;

function lines(notices: readonly StartNotice[]): string[] {
  const width = Math.max(0, ...notices.map(({ label }) => label.length));
  return notices.map(({ label, text }) => line(label, text, width));
}

/** The text that is printed once the server takes requests: its addresses, what it has created, its warnings. */
export function banner(config: Config, listening: string, notices: readonly StartNotice[]): string {
  const address = localAddress(listening);
  const base = baseUrlOf(config.get(coreConfig));
  const public_: StartNotice[] = base === address ? [] : [{ label: 'Public', text: base }];
  const told = notices.filter(({ level }) => level !== 'warn');
  const warnings = notices.filter(({ level }) => level === 'warn');
  const remarks = config.notices.map((text) => ({ label: 'Note', text }));
  return [
    '',
    `Gatehouse is ready at ${address}`,
    ...lines([...public_, ...told]),
    ...lines([...warnings.map(({ label, text }) => ({ label: `! ${label}`, text })), ...remarks]),
    '',
    '',
  ].join('\n');
}
