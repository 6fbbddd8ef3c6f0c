"""Two-point random descent, an optimizer in Python for `uphill compare --optimizer-command 'python3 external-optimizer.py'`.

It speaks the protocol of docs/optimizer-protocol.md: a JSON line in, a JSON line out. Nothing is installed.
A step tries both sides of a random direction and goes to the lower one, or stays and makes the next step shorter.
"""

import json
import random
import sys


def say(message):
    print(json.dumps(message, allow_nan=False), flush=True)


def hear():
    line = sys.stdin.readline()
    if not line:  # the run is over
        sys.exit(0)
    return json.loads(line)


def ask_values(thetas, phase="loss"):
    """The loss at several points, in one round."""
    say({"type": "ask", "kind": "values", "thetas": thetas, "phase": phase})
    return [answer["value"] for answer in hear()["answers"]]


def step(theta, state, options, seed):
    """One step: must depend on nothing but its arguments and the answers. Returns the new θ, the new state and a report."""
    draw = random.Random(seed)
    direction = [draw.gauss(0, 1) for _ in theta]
    length = options["learningRate"] * state["factor"]
    sides = [[t + sign * length * d for t, d in zip(theta, direction)] for sign in (1, -1)]
    here, *there = ask_values([theta, *sides])
    value, best = min(zip(there, sides))
    if value < here:
        return best, {"factor": min(1, state["factor"] * 1.1)}, {"value": here, "raised": False}
    return theta, {"factor": state["factor"] * 0.8}, {"value": here, "raised": True}


while True:
    message = hear()
    if message["type"] == "hello":
        about = "Length of a step before it is shortened"
        say({
            "type": "hello",
            "protocol": 1,
            "name": "two-sides",
            "needs": ["value"],
            "options": {"learningRate": {"default": 0.2, "above": 0, "about": about}},
            "reports": {"raised": {"kind": "count", "about": "steps that found no lower side"}},
        })
    elif message["type"] == "init":
        say({"type": "state", "state": {"factor": 1}})
    elif message["type"] == "step":
        theta, state, report = step(message["theta"], message["state"], message["options"], message["seed"])
        say({"type": "done", "theta": theta, "state": state, "report": report})
