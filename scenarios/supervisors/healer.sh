#!/bin/sh
# A supervisor in forty lines: starts what died, a second after it died, unless an operator wanted it dead.
#
# Respawn starts it beside a stack of containers without a restart policy, and tells it by environment:
#   RESPAWN_LABEL      the label of every container of the run, NAME=VALUE
#   RESPAWN_SUBJECTS   the services to keep alive
#   RESPAWN_SERVICE_LABEL  the label that holds a container's service
#   DOCKER_HOST        the engine
set -u
delay=1

wanted() { # CONTAINER: is it one of the services that are to be kept alive?
  service=$(docker inspect --format "{{index .Config.Labels \"$RESPAWN_SERVICE_LABEL\"}}" "$1") || return 1
  for subject in $RESPAWN_SUBJECTS; do
    [ "$subject" = "$service" ] && return 0
  done
  return 1
}

echo "healing $RESPAWN_SUBJECTS, ${delay}s after each death"
# A kill or stop through the engine comes before its die; what an operator put down stays down.
put_down=
docker events --filter type=container --filter "label=$RESPAWN_LABEL" \
    --filter event=kill --filter event=die --filter event=start \
    --format '{{.Action}} {{.ID}}' |
while read -r action container; do
  case $action in
    kill) put_down="$put_down $container" ;;
    start) put_down=$(printf '%s' "$put_down" | sed "s/ $container//g") ;;
    die)
      case " $put_down " in
        *" $container "*) echo "$container was put down by hand; leaving it" ;;
        *)
          wanted "$container" || continue
          sleep "$delay"
          docker start "$container" >/dev/null && echo "started $container again"
          ;;
      esac
      ;;
  esac
done
