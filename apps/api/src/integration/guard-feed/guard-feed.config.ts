import { atMost, defineSlice, int } from '#libs/config';

/** How many guards may follow the feed. */
export const guardFeedConfig = defineSlice(
  'Feed of the guards',
  {
    streamsPerToken: int(
      'FEED_STREAMS_PER_TOKEN',
      100,
      { min: 1, max: 100_000 },
      {
        description:
          'How many streams of the feed one application token may hold open at one instance. Each process of the service needs one.',
      },
    ),
    streamsMax: int(
      'FEED_STREAMS_MAX',
      5000,
      { min: 1, max: 100_000 },
      {
        description:
          'How many streams of the feed one instance holds open. When all are in use, a token with fewer streams takes one from the token that has most.',
      },
    ),
  },
  ({ streamsPerToken, streamsMax }, context) =>
    atMost(context, ['FEED_STREAMS_PER_TOKEN', streamsPerToken], ['FEED_STREAMS_MAX', streamsMax]),
);
