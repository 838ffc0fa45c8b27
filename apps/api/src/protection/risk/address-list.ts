import { networkAround, NetworkSet, parseNetwork } from '#libs/access';
import { readTextFile } from '#libs/config';

/** Some hundred thousand networks. */
const MAX_BYTES = 32 * 1024 * 1024;

/** Addresses and networks known for abuse. */
export interface AddressList {
  /** Empty when the file cannot be used. */
  readonly networks: NetworkSet;
  /** Why the file cannot be used: by the number of the line, never by its content. */
  readonly problem: string | null;
}

const unusable = (problem: string): AddressList => ({ networks: new NetworkSet(), problem });

/** Reads the file of RISK_ADDRESS_LIST; without a path the list is empty. */
export function readAddressList(path: string | undefined): AddressList {
  if (path === undefined) return parseAddressList('');
  const file = readTextFile(path, MAX_BYTES);
  if (file.kind === 'absent') return unusable('the file cannot be read (ENOENT)');
  if (file.kind === 'unusable') return unusable(`the file cannot be read: ${file.problem}`);
  return parseAddressList(file.text);
}

/** @param text one address or network a line, `#` begins a remark */
export function parseAddressList(text: string): AddressList {
  const networks = new NetworkSet();
  for (const [index, line] of text.split('\n').entries()) {
    const hash = line.indexOf('#');
    const plain = (hash < 0 ? line : line.slice(0, hash)).trim();
    const network = plain === '' ? null : parseNetwork(plain);
    if (typeof network === 'string') return unusable(`line ${index + 1} ${network}`);
    // Published lists often name an address within the network; only the network is meant.
    if (network !== null) networks.add(networkAround(network));
  }
  return { networks, problem: null };
}
