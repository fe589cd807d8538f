"""Runs state machines on moto's interpreter of the language: a JSON line in, a JSON line out, in this process."""

import json
import os
import sys
import time

for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
    os.environ[name] = "testing"

import boto3  # noqa: E402
from jsonata import Jsonata  # noqa: E402
from moto import mock_aws  # noqa: E402
from moto.stepfunctions.parser.asl.component.common.retry import retrier_decl  # noqa: E402
from moto.stepfunctions.parser.asl.jsonata import jsonata  # noqa: E402

ROLE = "arn:aws:iam::123456789012:role/differential"
LONGEST_SECONDS = 20


class NoWait:
    """Stands for the module `time` where the interpreter waits before a retry."""

    @staticmethod
    def sleep(_seconds):
        pass


def run(client, number, case):
    machine = client.create_state_machine(
        name=f"machine-{number}", definition=json.dumps(case["definition"]), roleArn=ROLE
    )["stateMachineArn"]
    execution = client.start_execution(
        stateMachineArn=machine, name=f"execution-{number}", input=json.dumps(case["input"])
    )["executionArn"]
    deadline = time.monotonic() + LONGEST_SECONDS
    while True:
        told = client.describe_execution(executionArn=execution)
        if told["status"] != "RUNNING" or time.monotonic() > deadline:
            break
        time.sleep(0.002)
    events = client.get_execution_history(executionArn=execution, maxResults=1000)["events"]
    return {
        "status": told["status"],
        "output": told.get("output"),
        "error": told.get("error"),
        "cause": told.get("cause"),
        "events": events,
    }


def main():
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    retrier_decl.time = NoWait
    # moto leaves this to a JVM that it does not carry; it reads variables by it, in JSONPath states too.
    jsonata._eval_jsonata = lambda text: Jsonata(text).evaluate(None)
    with mock_aws(config={"stepfunctions": {"execute_state_machine": True}}):
        client = boto3.client("stepfunctions", region_name="us-east-1")
        for number, line in enumerate(sys.stdin):
            try:
                answer = run(client, number, json.loads(line))
            except Exception as error:
                answer = {"status": "REFUSED", "why": str(error)[:400], "events": []}
            answers.write(json.dumps(answer, default=str) + "\n")
            answers.flush()


main()
