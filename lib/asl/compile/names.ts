export {
  COMPLETION_FAILED,
  fenceName,
  groupName,
  NOT_COMPLETED,
  parkName,
  parkWhenName,
  SAGA_ENDS,
  skipName,
  stateName,
  undoGroupName,
  unsentName,
  whenName,
} from '../../saga';
