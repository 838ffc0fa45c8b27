export { isLoopbackHttp, isCallable } from './addresses.js';
export { type Call, type WholeAnswer, boundedFetch } from './bounded-fetch.js';
export { callSpan, answerFacts } from './call-span.js';
export { lastingFaultOf, certificateCure, retryAfterOf } from './fault-of.js';
export { type CallFailure, OutboundError } from './outbound-error.js';
