#!/usr/bin/env bash
# Builds the test image and runs the tests in it; needs Docker only. Arguments go to `npm test`.
set -euo pipefail
cd "$(dirname "$0")"
docker build -t gatehouse-tests -f Dockerfile.test .
docker run --rm gatehouse-tests npm test -- "$@"
