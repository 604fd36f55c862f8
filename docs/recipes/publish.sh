#!/bin/sh
# publish.sh WORKSPACE OUT: the newest notes, checked, into OUT. Says nothing where all is well, so that cron mails only trouble; where
# anything is wrong the old site stays. For a schedule: docs/recipes/crontab.
set -eu
# A mail is read by more people than the notes: what it says of them is for `[check] audience`.
export CI=1
workspace=${1:?the folder of the workspace, in a git clone}
out=${2:?the folder of the site, in one that is there}
cd "$workspace"

# A folder that isn't there may be a disk that isn't mounted: nothing is made in its place.
above=$(dirname -- "$out")
if [ ! -d "$above" ]; then
  printf 'publish.sh: there is no folder %s for %s to be in; make it once: mkdir -p %s\n' "$above" "$out" "$above" >&2
  exit 3
fi

# One at a time; who comes second leaves it to the first.
exec 9>"$out.lock"
flock -n 9 || exit 0

# A changed history or an edit made here is somebody's to look at.
git pull --quiet --ff-only
if ! said=$(rapporteur build . --strict --edition leadership --out "$out" 2>&1); then
  printf '%s\n' "$said" >&2
  exit 1
fi
rapporteur verify "$out" >/dev/null
