import { MESSAGE_LIFE_SECONDS } from '../../../lib/saga';
import { ofType, STACKS, templateOf } from '../../stacks/stack-template';
import type { Hunt } from '../hunt';

/** What the code takes for granted about resources, in every stack. */
export const templates: Hunt = () =>
  STACKS.map(
    ([stack]) =>
      async ({ template = (as) => as }) =>
        // Sweeper and operators count a message as alive for as long as the code thinks that queues keep it.
        ofType(template(templateOf(stack)).Resources, 'AWS::SQS::Queue')
          .filter(([, { Properties }]) => Properties.MessageRetentionPeriod !== MESSAGE_LIFE_SECONDS)
          .map(([id, { Properties }]) => `${id} keeps messages for ${Properties.MessageRetentionPeriod} s`),
  );
