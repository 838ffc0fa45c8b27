import { boundedFetch, OutboundError, type Call, type WholeAnswer } from '#libs/outbound';
import { ProviderCallError } from './provider-call-error.js';

/**
 * One bounded call to a provider. What refuses our credentials, has not what it is asked for (a description, keys,
 * a profile), or says 200 without a JSON object or list, has failed besides.
 * @throws ProviderCallError
 */
export async function callProvider(url: string, call: Call): Promise<WholeAnswer> {
  try {
    return judged(call.method, await boundedFetch(url, call));
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
    throw new ProviderCallError(error.failure, error.message, { cause: error.cause });
  }
}

function judged(method: string, answer: WholeAnswer): WholeAnswer {
  const { status, headers, text } = answer;
  if (refusesUs(answer)) {
    throw new ProviderCallError('failed', `The provider refuses our credentials (${status})`);
  }
  if (method === 'GET' && status >= 400) {
    throw new ProviderCallError('failed', `The provider gives nothing there (${status})`);
  }
  const isJwt = headers.get('content-type')?.includes('application/jwt') ?? false;
  if (status < 300 && !isJwt && !isJson(text)) {
    throw new ProviderCallError('failed', 'The provider answered something that is not JSON');
  }
  return answer;
}

const refusesUs = ({ status, text }: WholeAnswer) =>
  status === 401 || (status === 400 && text.includes('"invalid_client"'));

function isJson(text: string): boolean {
  try {
    const found: unknown = JSON.parse(text);
    return typeof found === 'object' && found !== null;
  } catch {
    return false;
  }
}
