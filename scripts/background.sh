# Compiles and analyses for the last steps of scripts/test.sh, which sources this, while it runs the tests of
# the first ones. The script has `logs`, is_wanted(), use_node() and a prepare_STEP() for each such step.
# shellcheck shell=bash disable=SC2154

background='' # the process that does it; none: everything is prepared when its step comes

# Prepares the wanted ones of the last steps in the background, one after the other, where only what
# nobody else wants of the processors is taken. A step's status file says that it is ready.
prepare_ahead() {
  rm -f "$logs"/prepare-*
  set -m # a process group of its own
  (
    set +e
    chrt --idle --pid 0 "$BASHPID"
    for step in asan tsan tidy; do
      is_wanted "$step" || continue
      (set -e; use_node; "prepare_$step") >"$logs/prepare-$step.log" 2>&1
      echo $? >"$logs/prepare-$step.status"
    done
  ) &
  background=$!
  set +m
}

# Runs a command while the background rests: what waits for many wake-ups, as a browser does, comes to
# nothing beside compilers of whatever priority.
alone() {
  local status=0
  [[ -z $background ]] || kill -STOP -- "-$background" 2>/dev/null || true
  "$@" || status=$?
  [[ -z $background ]] || kill -CONT -- "-$background" 2>/dev/null || true
  return "$status"
}

# Has step $1 prepared: waits for the background, or does it now when nothing runs there.
prepared() {
  if [[ -z $background ]]; then
    "prepare_$1"
    return
  fi
  until [[ -s $logs/prepare-$1.status ]]; do
    kill -0 "$background" 2>/dev/null || { say "test: the background ended before $1" && return 1; }
    sleep 0.2
  done
  cat "$logs/prepare-$1.log"
  return "$(<"$logs/prepare-$1.status")"
}

end_background() {
  if [[ -n $background ]] && kill -- "-$background" 2>/dev/null; then
    kill -CONT -- "-$background" 2>/dev/null || true # what rests hears of its end when it goes on
  fi
}
