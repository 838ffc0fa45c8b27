/** Status in logs and metrics when the client disconnected before the response was complete; the number is nginx's. */
export const CLIENT_GONE = 499;
