/** The client was gone before the answer was out; the number is nginx's. */
export const CLIENT_GONE = 499;
