// The calls of the example, by curl where it is installed, with their answers.
import { spawn } from 'node:child_process';

/** One call: the command line, and the answer. */
async function curl(args) {
  const child = spawn('curl', ['-s', '-w', '\n%{http_code}', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  const code = await new Promise((resolve, reject) => {
    child.once('error', () =>
      reject(new Error('curl is needed for this example and was not found')),
    );
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`curl ${args.at(-1)} ended with ${code}`);
  const lines = output.split('\n');
  const status = Number(lines.pop());
  const whole = lines.join('\n');
  if (!args.includes('-i')) return { status, body: whole };
  const end = whole.indexOf('\r\n\r\n');
  const challenge = /^www-authenticate:.*$/im.exec(whole.slice(0, end))?.[0].trim();
  return { status, body: whole.slice(end + 4), challenge };
}

const typed = (args, names) => {
  const named = (arg, as) =>
    Object.entries(names).reduce((text, [name, value]) => text.replaceAll(value, as(name)), arg);
  // The shell puts no variable into single quotes.
  const quote = (arg) =>
    arg.includes('"')
      ? `'${named(arg, (name) => `'"$${name}"'`)}'`
      : `"${named(arg, (name) => `$${name}`)}"`;
  const quoted = args.map((arg) =>
    /[^\w:/.-]/.test(arg) ? quote(arg) : named(arg, (name) => `$${name}`),
  );
  return `curl ${quoted.join(' ')}`;
};

/** Repeats the call until it has the expected status; answers how long that took. */
async function within(args, status, milliseconds) {
  const start = performance.now();
  for (;;) {
    const answer = await curl(args);
    const tookMs = Math.round(performance.now() - start);
    if (answer.status === status) return { ...answer, tookMs };
    if (tookMs > milliseconds)
      throw new Error(`Still ${answer.status} after ${tookMs} ms: ${answer.body}`);
  }
}

const bearer = (value) => ['-H', `Authorization: Bearer ${value}`];
const soon = ({ tookMs }) => `\n  (${tookMs} ms after the change)`;

export async function showCalls({ gatehouse, ordersUrl, shippingUrl, say }) {
  const { token, gatehouseToken, adminToken, grant, revoke, stepUp } =
    await gatehouse.prepareUser();
  const names = {
    USER_TOKEN: token,
    GATEHOUSE_ACCESS_TOKEN: gatehouseToken,
    ADMIN_TOKEN: adminToken,
  };
  const orders = `${ordersUrl}/orders`;

  say('\nTo paste the calls yourself:\n');
  for (const [name, value] of Object.entries(names)) say(`export ${name}=${value}`);

  const show = async (title, args, status, note = () => '') => {
    say(`\n${title}\n  $ ${typed(args, names)}`);
    const answer = await within(args, status, 1000);
    say(`  ${answer.status} ${answer.body}${note(answer)}`);
    return answer;
  };

  await show('1. Without a token:', [orders], 401);
  await show('2. Signed in, but nobody has granted anything:', [...bearer(token), orders], 403);
  await show('3. The administrator grants the role clerk:', grant(bearer(adminToken)), 201);
  await show('4. The same token, without a new sign-in:', [...bearer(token), orders], 200, soon);
  await show(
    '   and orders calls shipping with its own application token:',
    ['-X', 'POST', ...bearer(token), `${orders}/1/ship`],
    201,
  );
  await show(
    '   which no user may call:',
    ['-X', 'POST', ...bearer(token), `${shippingUrl}/parcels`],
    401,
  );
  await show(
    '   nor is the token, which is for orders alone, taken there:',
    [...bearer(token), `${shippingUrl}/parcels`],
    403,
  );
  const refund = (value) => ['-X', 'POST', ...bearer(value), `${orders}/1/refund`];
  await show(
    '5. A refund needs a second factor, although the user may refund:',
    ['-i', ...refund(token)],
    401,
    ({ challenge }) => {
      if (!challenge) throw new Error('The refusal has no WWW-Authenticate');
      return `\n  ${challenge}`;
    },
  );
  const steppedUp = await show(
    '6. The user steps up at Gatehouse, with a code of the authenticator app:',
    await stepUp(bearer(gatehouseToken)),
    200,
  );
  const { access_token: newToken } = JSON.parse(steppedUp.body);
  names.NEW_TOKEN = newToken;
  say(`\nexport NEW_TOKEN=${newToken}`);
  await show('   and the new token is enough:', refund(newToken), 201);
  await show('7. The user signs out at Gatehouse:', revoke(bearer(gatehouseToken)), 200);
  await show('   and the token for orders is refused:', [...bearer(token), orders], 401, soon);
  await show('   and so is the new one:', [...bearer(newToken), orders], 401);
  // The imitation has no API for organizations.
  if (gatehouse.prepareOrganization)
    await showUnits({ gatehouse, ordersUrl, adminToken, names, show, say });
}

/** Roles at units: Acme with Germany, Berlin below it, and France beside. */
async function showUnits({ gatehouse, ordersUrl, adminToken, names, show, say }) {
  const company = await gatehouse.prepareOrganization();
  const { acme, germany, berlin, france } = company.units;
  const variables = {
    EDITOR_TOKEN: company.token,
    EDITOR_GATEHOUSE_TOKEN: company.gatehouseToken,
    ACME: acme,
    GERMANY: germany,
    BERLIN: berlin,
    FRANCE: france,
  };
  Object.assign(names, variables);
  say('\nAn organization: Acme, with Germany, Berlin below it, and France. A member of Berlin:\n');
  for (const [name, value] of Object.entries(variables)) say(`export ${name}=${value}`);
  const asAdmin = bearer(adminToken);
  const orderAt = (unit) => [
    '-X',
    'POST',
    ...bearer(company.token),
    `${ordersUrl}/organizations/${unit}/orders`,
  ];

  await show('8. Membership alone gives no right:', orderAt(berlin), 403);
  await show(
    '9. The administrator grants the role editor at Germany:',
    company.grant(asAdmin),
    201,
  );
  await show('10. The same token, at Berlin, which is below Germany:', orderAt(berlin), 201, soon);
  await show('    at Germany itself:', orderAt(germany), 201);
  await show('    not at Acme, which is above:', orderAt(acme), 403);
  await show('    and not at France, which is beside:', orderAt(france), 403);
  await show('11. Why at Berlin:', company.explain(asAdmin, berlin), 200);
  await show('    and why not at France:', company.explain(asAdmin, france), 200);
  await show('12. Who would lose what if Berlin moved to France:', company.dryRun(asAdmin), 200);
  await show('    Berlin moves:', company.move(asAdmin), 200);
  await show('    and takes no right of Germany along:', orderAt(berlin), 403, soon);
  await show('13. The user leaves Acme:', company.leave(bearer(company.gatehouseToken)), 200);
  await show('    and holds nothing there any more:', orderAt(germany), 403, soon);
}
