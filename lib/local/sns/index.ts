export { snsRoute } from './sns-route';
export { snsApi } from './sns-service';
export { type Mail, type Subscription, Topics } from './topics';
