#!/bin/sh
# Brings Temporal's two databases up to date. Run before every start: what is there already is skipped.
set -eu

versions=/etc/temporal/schema/postgresql/v12

bring_up_to_date() { # database, folder of its versions
    sql="temporal-sql-tool --plugin postgres12 --ep postgres -p 5432 -u temporal --db $1"
    $sql setup-schema -v 0.0
    $sql update-schema -d "$versions/$2/versioned"
}

bring_up_to_date temporal temporal
bring_up_to_date temporal_visibility visibility
