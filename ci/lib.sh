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

# An ssh server, which tests start by themselves on the loopback. Its package would start one for the whole world, now and
# at every boot; nobody asked for that.
install_sshd() (
  [ -z "$(missing_commands sshd)" ] && return 0
  policy=/usr/sbin/policy-rc.d mark='# respawn: until openssh-server is installed'
  result=0
  # Of one that was killed in the middle of it.
  if grep -qxF "$mark" "$policy" 2>/dev/null; then rm -f "$policy"; fi
  if [ "$(id -u)" = 0 ] && [ "${no_install:-0}" != 1 ] && [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    printf '#!/bin/sh\n%s\nexit 101\n' "$mark" >"$policy"
    chmod 755 "$policy"
    made=1
  fi
  install "the test of engines behind ssh" "sshd ssh ssh-keygen" "openssh-server openssh-client" || result=$?
  if [ -n "${made:-}" ] && [ "$result" = 0 ] && command -v systemctl >/dev/null 2>&1; then
    systemctl disable --quiet ssh.service ssh.socket >/dev/null 2>&1 || true
  fi
  exit "$result"
)

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

# tell_tests STAMP TAGS HOW [DIRECTORY]: how many tests passed, which were skipped and why, by the reports that are newer
# than the file STAMP; and how many were left out, having one of TAGS, which HOW runs.
tell_tests() {
  local stamp="$1" tags="$2" how="$3" in="${4:-$root}" tag left=0
  local reports=() sources=()
  mapfile -t reports < <(find "$in"/*/target/surefire-reports -name 'TEST-*.xml' -newer "$stamp" 2>/dev/null | sort)
  if [ ${#reports[@]} = 0 ]; then
    say "no test was run"
    return 1
  fi
  # One line an element is how the reports are written. The reason of a test that skipped itself is the begin of its trace.
  awk '
    function attribute(name,   at, text) {
      at = match($0, "[ \t]" name "=\"[^\"]*")
      if (!at) return ""
      text = substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 3)
      gsub(/&#(10|13|9);/, " ", text); gsub(/&quot;/, "\"", text); gsub(/&apos;|&#39;/, "\047", text)
      gsub(/&lt;/, "<", text); gsub(/&gt;/, ">", text); gsub(/&amp;/, "\\&", text)
      return text
    }
    function plain(text) {
      gsub(/[[:cntrl:][:space:]]+/, " ", text)
      return substr(text, 1, 300)
    }
    /^<testsuite[ >]/ { all += attribute("tests"); bad += attribute("errors") + attribute("failures"); skipped += attribute("skipped") }
    /^ *<testcase[ >]/ { test = attribute("classname") ": " attribute("name") }
    reading && (/^[ \t]+at / || /^ *<\//) { reading = 0 }
    reading { reason[n] = reason[n] " " $0 }
    reading && /\]\]>/ { reading = 0 }
    /^ *<skipped[ >]/ {
      which[++n] = test
      reason[n] = attribute("message")
      if (reason[n] == "" && sub(/.*<!\[CDATA\[[A-Za-z0-9_.$]+: ?/, "")) { reason[n] = $0; reading = !/\]\]>/ }
    }
    END {
      printf "respawn: %d tests passed, %s%s\n", all - bad - skipped, bad ? bad " failed, " : "", skipped ? skipped (skipped == 1 ? " was skipped" : " were skipped") : "none was skipped"
      for (i = 1; i <= n; i++) {
        sub(/\]\]>.*/, "", reason[i])
        sub(/^[ \t]*assumption was not met due to: /, "", reason[i])
        print "respawn: skipped: " plain(which[i] ": " reason[i])
      }
    }' "${reports[@]}" >&2
  mapfile -t sources < <(find "$in"/*/src/test/java -name '*Test.java' 2>/dev/null)
  for tag in ${tags//,/ }; do
    [ ${#sources[@]} = 0 ] && break
    # A tag at the begin of a line is of the whole class, one further in is of one test.
    left=$((left + $(awk -v tag="@Tag(\"$tag\")" '
      FNR == 1 { whole = 0 }
      index($0, tag) == 1 { whole = 1 }
      index($0, tag) > 1 { count++ }
      whole && /^ +@(Test|TestFactory|ParameterizedTest)([ (]|$)/ { count++ }
      END { print count + 0 }' "${sources[@]}")))
  done
  if [ "$left" = 0 ]; then
    say "none was left out"
  else
    say "test methods that were left out: $left, tagged ${tags//,/ or }; $how runs them"
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
