#!/bin/sh
# The scheduled commands: attempts are graded every few minutes, digests sent within an hour of Monday morning at each
# school, everything else runs once a night. A command that fails is logged, and the others run all the same. Every
# command can be repeated, so a restart does no harm.
#
#   NIGHT_HOUR        the hour (UTC) after which the nightly commands run: 2
#   REMIND_DAYS       how many days before a training expires people are notified: 30
#   BACKUP_DIR        the directory of nightly backups and their checkpoints
#   BACKUP_URL        the bucket of nightly backups; if neither is set, no backups are created
#   BACKUP_KEEP_DAYS  how many days backups are kept: 14; 0: for ever
cd "$(dirname "$0")/.." || exit 1
# Makes the ledger record these commands as scheduled, not as run by a person at a terminal (core/origin.py).
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
    run remind_of_deadlines
    run warn_of_expiring_qualifications
    run clean_up
    [ -z "${BACKUP_DIR:-}" ] || run backup "$BACKUP_DIR" --keep-days "${BACKUP_KEEP_DAYS:-14}"
    [ -z "${BACKUP_URL:-}" ] || run backup --to-bucket --keep-days "${BACKUP_KEEP_DAYS:-14}"
    say "the nightly commands of $1 have run"
}

night_done=
hour_done=
while :; do
    run settle_attempts
    today=$(date -u +%Y-%m-%d)
    if [ "$today" != "$night_done" ] && [ "$(date -u +%H)" -ge "${NIGHT_HOUR:-2}" ]; then
        night "$today"
        night_done=$today
    fi
    hour=$(date -u +%Y-%m-%dT%H)
    if [ "$hour" != "$hour_done" ]; then
        run send_digests
        hour_done=$hour
    fi
    sleep "${EVERY_SECONDS:-300}" &
    nap=$!
    wait "$nap"
done
