import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as events from '@aws-sdk/client-eventbridge';
import * as lambda from '@aws-sdk/client-lambda';
import * as states from '@aws-sdk/client-sfn';
import * as sqs from '@aws-sdk/client-sqs';

/** The APIs of the embedded stack as the AWS SDK knows them. */
export const API_MODELS = { dynamodb, events, lambda, sqs, states };
