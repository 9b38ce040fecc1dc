"""What operators rehearse, on a served school under load: restore, upgrade, a long run. `make drills`."""
