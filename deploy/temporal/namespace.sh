#!/bin/sh
# Creates the namespace once the server answers. What is there already stays as it is, its retention too.
set -eu

namespace=${TEMPORAL_NAMESPACE:-default}
tries=60

until temporal operator cluster health > /dev/null 2>&1; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || { echo "Temporal does not answer at $TEMPORAL_ADDRESS." >&2; exit 1; }
    sleep 2
done

exists() { temporal operator namespace describe -n "$namespace" > /dev/null 2>&1; }
create() { temporal operator namespace create -n "$namespace" --retention 720h; }
# A new namespace is known to every part of the server some seconds later; workers that come before are turned away.
usable() { temporal workflow list -n "$namespace" --limit 1 > /dev/null 2>&1; }

until { exists || create; } && usable; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || { echo "The namespace $namespace could not be made ready." >&2; exit 1; }
    sleep 2
done
echo "The namespace $namespace is ready."
