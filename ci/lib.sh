# Shared by the scripts of this folder; sourced, not run.
# Everything here speaks on stderr: stdout belongs to results.

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"

say() { printf 'respawn: %s\n' "$*" >&2; }

missing_commands() { # COMMAND…: those that are not there
  local command
  for command in "$@"; do
    command -v "$command" >/dev/null 2>&1 || [ -x "/usr/sbin/$command" ] || [ -x "/sbin/$command" ] || printf '%s ' "$command"
  done
}

# if_there PACKAGE: its name, if the distribution has it
if_there() {
  if [ -n "$1" ] && apt-cache show "$1" >/dev/null 2>&1; then printf '%s' "$1"; fi
}

# install WHY COMMANDS PACKAGES [PACKAGE]: makes sure that the commands are there, with the distribution's packages if need
# be, and the last one where the distribution has it.
# Returns 6 (no-go) with one clear line if they cannot be had. $no_install=1 refuses to install.
install() {
  local why="$1" missing
  missing="$(missing_commands $2)"
  [ -z "$missing" ] && return 0
  local remedy="apt-get install --no-install-recommends $3"
  if [ "${no_install:-0}" = 1 ]; then
    say "$why needs ${missing% }, which is missing; install it (on Debian or Ubuntu: $remedy)"
    return 6
  fi
  if ! command -v apt-get >/dev/null 2>&1; then
    say "$why needs ${missing% }, which is missing; this is neither Debian nor Ubuntu, so install it by hand"
    return 6
  fi
  if [ "$(id -u)" != 0 ]; then
    say "$why needs ${missing% }, which is missing, and only root can install it: sudo $remedy"
    return 6
  fi
  say "$why needs ${missing% }; installing the distribution's packages: $3 (--no-install refuses)"
  local log
  log="$(mktemp)"
  if ! { apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends $3 $(if_there "${4:-}"); } >"$log" 2>&1 </dev/null; then
    tail -n 20 "$log" >&2
    rm -f "$log"
    say "installing $3 failed; the end of apt-get's output is above"
    return 6
  fi
  rm -f "$log"
}

# The engine's own packages; the client is a package of its own in newer suites.
install_engine() {
  install "an engine of its own" "dockerd docker iptables ip nsenter setsid" "docker.io iptables iproute2" docker-cli
}

# java_home: the JDK to build and run with, 17 or newer.
check_java() {
  local java="${JAVA_HOME:+$JAVA_HOME/bin/}java" version
  if ! command -v "$java" >/dev/null 2>&1; then
    say "no 'java' was found; wanted JDK 17 or newer (apt-get install default-jdk-headless, or set JAVA_HOME)"
    return 6
  fi
  version="$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/.*java.specification.version = \([0-9]*\).*/\1/p')"
  if [ -z "$version" ] || [ "$version" -lt 17 ]; then
    say "'$java' is Java ${version:-of an unknown version}; wanted 17 or newer (set JAVA_HOME)"
    return 6
  fi
}

jar_of_all() { ls "$root"/scenarios/target/respawn-scenarios-*-all.jar 2>/dev/null | head -n 1; }

# Builds the runnable jar if it is missing or older than a source.
build_if_needed() {
  local jar
  jar="$(jar_of_all)"
  if [ -n "$jar" ] && [ -z "$(find "$root"/pom.xml "$root"/*/pom.xml "$root"/*/src/main -newer "$jar" -type f -print -quit 2>/dev/null)" ]; then
    return 0
  fi
  say "building (a fresh machine fetches the libraries first, which takes a minute or two)"
  local log
  log="$(mktemp)"
  if ! "$root"/ci/mvn -B -q -f "$root/pom.xml" -Dmaven.test.skip=true -Dspotless.check.skip=true -Djacoco.skip=true package >"$log" 2>&1 </dev/null; then
    tail -n 30 "$log" >&2
    rm -f "$log"
    say "the build failed; the end of its output is above"
    return 70
  fi
  rm -f "$log"
  # Maven leaves a jar alone whose classes are the same, however new a source is.
  touch "$(jar_of_all)"
}
