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
          'How many streams of the feed one application token may hold open at one instance: one for each process of its service.',
      },
    ),
    streamsMax: int(
      'FEED_STREAMS_MAX',
      5000,
      { min: 1, max: 100_000 },
      {
        description:
          'How many streams of the feed one instance holds open; when all are taken, the token with most of them gives one up for a token that has fewer.',
      },
    ),
  },
  ({ streamsPerToken, streamsMax }, context) =>
    atMost(context, ['FEED_STREAMS_PER_TOKEN', streamsPerToken], ['FEED_STREAMS_MAX', streamsMax]),
);
