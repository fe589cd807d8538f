import type { Check } from './check';
import { schemaProblem } from './diagnostic';

/** A heartbeat comes before the timeout. Source: Amazon States Language specification, "Timeouts". */
export const heartbeat: Check = ({ states }) =>
  states.flatMap(({ type, fields: { HeartbeatSeconds: beat, TimeoutSeconds: timeout }, location }) =>
    type === 'Task' && typeof beat === 'number' && typeof timeout === 'number' && beat >= timeout
      ? [
          schemaProblem(
            `${location}/HeartbeatSeconds`,
            `HeartbeatSeconds (${beat}) must be smaller than TimeoutSeconds (${timeout})`,
            'shorten it',
          ),
        ]
      : [],
  );
