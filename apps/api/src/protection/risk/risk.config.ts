import { networkAround, NetworkSet, parseNetwork } from '#libs/access';
import {
  defineSlice,
  flag,
  int,
  readTextFile,
  text,
  type ConfigProblem,
  type SliceValues,
} from '#libs/config';

const points = (name: string, fallback: number, description: string) =>
  int(name, fallback, { min: 0, max: 1000 }, { description, unit: 'points' });

const variables = {
  newDevicePoints: points(
    'RISK_POINTS_NEW_DEVICE',
    25,
    'For a sign-in from a device that the account does not know.',
  ),
  newCountryPoints: points(
    'RISK_POINTS_NEW_COUNTRY',
    25,
    'For a country from which none of the account’s devices has signed in.',
  ),
  impossibleTravelPoints: points(
    'RISK_POINTS_IMPOSSIBLE_TRAVEL',
    40,
    'For a place that nobody reaches in the time since the last sign-in.',
  ),
  failuresBeforePoints: points(
    'RISK_POINTS_FAILURES_BEFORE',
    20,
    'For wrong passwords before the right one.',
  ),
  abusiveAddressPoints: points(
    'RISK_POINTS_ABUSIVE_ADDRESS',
    30,
    'For an address of RISK_ADDRESS_LIST, or one from which many sign-ins failed within the hour.',
  ),
  failuresBefore: int(
    'RISK_FAILURES_BEFORE',
    5,
    { min: 1, max: 1000 },
    { description: 'So many wrong passwords before the right one are suspicious.' },
  ),
  addressFailures: int(
    'RISK_ADDRESS_FAILURES_PER_HOUR',
    20,
    { min: 1, max: 1_000_000 },
    {
      description:
        'So many refused sign-ins from one address (IPv6: one /64) within an hour, over all accounts, make it suspicious.',
    },
  ),
  addressList: text('RISK_ADDRESS_LIST', undefined, {
    description:
      'A file of addresses and networks known for abuse, one a line, `#` begins a remark; read at start.',
    example: '/etc/gatehouse/abusive-addresses.txt',
  }),
  noticeScore: int(
    'RISK_NOTICE_SCORE',
    50,
    { min: 0, max: 10_000 },
    {
      description:
        'From so many points on the owner gets a mail with a link that undoes the sign-in; 0: never.',
      unit: 'points',
    },
  ),
  refuseScore: int(
    'RISK_REFUSE_SCORE',
    0,
    { min: 0, max: 10_000 },
    {
      description:
        'From so many points on a sign-in is refused until the owner confirms it by a mailed link; 0: never.',
      unit: 'points',
    },
  ),
  newDeviceNotice: flag('NEW_DEVICE_NOTICE', true, {
    description:
      'Whether the owner gets a mail at the first sign-in from a new device that is not suspicious otherwise.',
  }),
};

/** Which sign-ins are suspicious, and what follows from it. */
export const riskConfig = defineSlice('Suspicious sign-ins', variables, (values) => [
  ...listProblems(values.addressList),
  ...scoreProblems(values),
]);

function listProblems(path: string | undefined): ConfigProblem[] {
  const { problem } = readAddressList(path);
  return problem === null ? [] : [{ name: 'RISK_ADDRESS_LIST', message: problem }];
}

/** No sign-in reaches a score above the sum of all signals. */
function scoreProblems(values: SliceValues<typeof variables>): ConfigProblem[] {
  const most =
    values.newDevicePoints +
    values.newCountryPoints +
    values.impossibleTravelPoints +
    values.failuresBeforePoints +
    values.abusiveAddressPoints;
  const message = 'is more than all RISK_POINTS_… together, so no sign-in reaches it; 0: never';
  return [
    ...(values.noticeScore > most ? [{ name: 'RISK_NOTICE_SCORE', message }] : []),
    ...(values.refuseScore > most ? [{ name: 'RISK_REFUSE_SCORE', message }] : []),
  ];
}

/** Some hundred thousand networks. */
const MAX_BYTES = 32 * 1024 * 1024;

/** Addresses and networks known for abuse. */
interface AddressList {
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
