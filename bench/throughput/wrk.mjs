// One slice of load by wrk. A job has either
//   requests   sent in turn, again and again, or
//   template   one request with `{{t}}` where a token belongs that is used once; `tokens` are those to use, and `successor`, a
//              Lua pattern, finds in an answer the token that may be used next.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './processes.mjs';
import { bytesOf } from './requests.mjs';

const SEPARATOR = '\0';
/** So long is waited at the end for what is still under way, so that no token is lost with its answer. */
const REST_SECONDS = 1;

const READ = `
local function parts(path)
  local file, found = io.open(path, 'rb'), {}
  for part in file:read('*a'):gmatch('([^%z]+)') do found[#found + 1] = part end
  file:close()
  return found
end
`;

/** wrk calls this with its figures at the end; latencies are in microseconds. */
const REPORT = `
  io.write(string.format('@@{"requests":%d,"micros":%d,"failed":%d,"p50":%d,"p99":%d}\\n', summary.requests,
    summary.duration, summary.errors.status + summary.errors.timeout + summary.errors.connect + summary.errors.read + summary.errors.write,
    latency:percentile(50), latency:percentile(99)))
`;

const cycle = (path) => `${READ}
local all, at = parts('${path}'), 0
function request()
  at = at + 1
  if at > #all then at = 1 end
  return all[at]
end
function done(summary, latency) ${REPORT} end
`;

/** A text of Lua. */
const quoted = (text) =>
  `"${text.replace(/[\\"\n\r]/g, (found) => ({ '\n': '\\n', '\r': '\\r' })[found] ?? `\\${found}`)}"`;

const once = ({ pieces, tokens, left, successor, seconds }) => `${READ}
local ffi = require('ffi')
ffi.cdef('typedef struct { long s, us; } moment; int gettimeofday(moment *, void *);')
local moment = ffi.new('moment')
local function now()
  ffi.C.gettimeofday(moment, nil)
  return tonumber(moment.s) + tonumber(moment.us) / 1e6
end
local threads, head_of_it, before, after = {}, ${quoted(pieces.head)}, ${quoted(pieces.before)}, ${quoted(pieces.after)}
tokens, head, tail, missing, answered, first, last = nil, 1, 0, 0, 0, 0, 0
function setup(thread) threads[#threads + 1] = thread end
function init()
  tokens = parts('${tokens}')
  tail = #tokens
end
function delay()
  if first == 0 then first = now() end
  if now() - first < ${seconds} and head <= tail then return 0 end
  return 3600000
end
function request()
  local token = tokens[head]
  if token then
    tokens[head] = nil
    head = head + 1
  else
    missing, token = missing + 1, 'none'
  end
  ${pieces.isInBody ? `return head_of_it .. (${pieces.bodyBytes} + #token) .. before .. token .. after` : 'return before .. token .. after'}
end
function response(status, headers, body)
  answered = answered + 1
  last = now()
  ${successor ? `local next = body:match('${successor}')\n  if next then tail = tail + 1 tokens[tail] = next end` : ''}
end
function done(summary, latency)
  local thread = threads[1]
  io.write(string.format('##%d %d %.6f\\n', thread:get('missing'), thread:get('answered'), thread:get('last') - thread:get('first')))
  local rest, file = thread:get('tokens'), io.open('${left}', 'wb')
  for at = thread:get('head'), thread:get('tail') do file:write(rest[at], '\\0') end
  file:close()
  ${REPORT}
end
`;

const MARK = '{{t}}';

/** The request around its token; Content-Length differs with the token, and stands at the end of `head`. */
function piecesOf(template, host) {
  const body = template.body ?? '';
  const isInBody = body.includes(MARK);
  const text = bytesOf(template, host);
  const [before, after] = text.split(MARK);
  if (!isInBody) return { head: '', before, after, isInBody };
  const at = before.indexOf('Content-Length: ') + 'Content-Length: '.length;
  const rest = before.slice(at).replace(/^\d+/, '');
  const bodyBytes = Buffer.byteLength(body) - MARK.length;
  return { head: before.slice(0, at), before: rest, after, isInBody, bodyBytes };
}

/** Runs wrk with a script: what the script reported. */
async function wrk(base, { script, connections, seconds, core }) {
  const flags = ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '20s', '-s', script];
  const out = await run(['wrk', ...flags, base], { core });
  const [, json] = /^@@(.*)$/m.exec(out) ?? [];
  if (!json) throw new Error(`wrk reported nothing: ${out}`);
  return { ...JSON.parse(json), out };
}

const inMilliseconds = ({ p50, p99 }) => ({ p50: p50 / 1000, p99: p99 / 1000 });

/** Sends the requests in turn for so many seconds. */
export async function cycleFor(base, requests, { work, connections, seconds, core }) {
  const path = join(work, 'requests');
  const script = join(work, 'load.lua');
  const { host } = new URL(base);
  writeFileSync(path, requests.map((one) => bytesOf(one, host)).join(SEPARATOR));
  writeFileSync(script, cycle(path));
  const found = await wrk(base, { script, connections, seconds, core });
  const duration = found.micros / 1e6;
  const { requests: count, failed } = found;
  return { count, failed, rate: (count - failed) / duration, ...inMilliseconds(found) };
}

/** Uses each token once; `left` are the tokens for the next slice. */
export async function useTokens(base, { template, tokens, successor }, slice) {
  const { work, connections, seconds, core } = slice;
  const paths = { tokens: join(work, 'tokens'), left: join(work, 'left') };
  const script = join(work, 'load.lua');
  const pieces = piecesOf(template, new URL(base).host);
  writeFileSync(paths.tokens, tokens.join(SEPARATOR));
  writeFileSync(script, once({ pieces, ...paths, successor, seconds }));
  const found = await wrk(base, { script, connections, seconds: seconds + REST_SECONDS, core });
  const [, missing, answered, duration] = /^##(\d+) (\d+) ([\d.]+)$/m.exec(found.out).map(Number);
  const failed = found.failed + missing;
  const left = readFileSync(paths.left, 'utf8').split(SEPARATOR).filter(Boolean);
  const rate = (answered - failed) / duration;
  return { count: answered, failed, rate, ...inMilliseconds(found), left };
}
