#!/bin/sh
# What a server does by the clock: attempts are graded every few minutes, the rest once a night. A command that fails is
# logged and stops neither the next one nor the next night. Every command may run twice, so a restart does no harm.
#
#   NIGHT_HOUR        the hour (UTC) from which the night's work is done: 2
#   REMIND_DAYS       how long before the end of its validity people are reminded of a training: 30
#   BACKUP_DIR        where a backup and its checkpoint go every night; none is made unless it is set
#   BACKUP_KEEP_DAYS  how long backups stay there: 14
cd "$(dirname "$0")/.." || exit 1
# Every event says that the clock did it, and no person at a terminal.
export DOWNWIND_RUN_BY=cron
trap 'kill "$nap" 2>/dev/null; exit 0' TERM INT
nap=

say() { echo "$(date -u +%Y-%m-%dT%H:%M:%SZ) cron: $*" >&2; }

run() {
    "${PYTHON:-python}" manage.py "$@"
    status=$?
    [ "$status" -eq 0 ] || say "$1 failed with status $status"
    return "$status"
}

night() {
    run finish_enrollments
    run expire_enrollments --days-before "${REMIND_DAYS:-30}"
    run clean_up
    if [ -n "${BACKUP_DIR:-}" ] && run backup "$BACKUP_DIR"; then
        find "$BACKUP_DIR" \( -name 'downwind-*.tar' -o -name 'downwind-*.heads.json' \) \
            -mtime "+${BACKUP_KEEP_DAYS:-14}" -delete
    fi
    say "the work of the night of $1 is done"
}

night_done=
while :; do
    run settle_attempts
    today=$(date -u +%Y-%m-%d)
    if [ "$today" != "$night_done" ] && [ "$(date -u +%H)" -ge "${NIGHT_HOUR:-2}" ]; then
        night "$today"
        night_done=$today
    fi
    sleep "${EVERY_SECONDS:-300}" &
    nap=$!
    wait "$nap"
done
