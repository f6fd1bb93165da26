# What the scripts share: sourced, not run.

# Says what is done, does it, and says how it went and how long it took.
#
#   step "building the tests" swift build --build-tests
#
# A function that is given to it returns its own failures, since bash ignores errexit inside of it.
step() {
    local what=$1 began=$SECONDS status=0
    shift
    echo "==> $what"
    "$@" || status=$?
    if [ "$status" -eq 0 ]; then
        echo "==> $what: done in $((SECONDS - began)) s"
    else
        echo "==> $what: FAILED after $((SECONDS - began)) s (status $status)"
    fi
    return "$status"
}
