export {
  isLoopbackHttp,
  isCallable,
  type Call,
  type WholeAnswer,
  boundedFetch,
  callSpan,
  answerFacts,
} from './bounded-fetch.js';
export {
  lastingFaultOf,
  certificateCure,
  retryAfterOf,
  type CallFailure,
  OutboundError,
} from './outbound-error.js';
