"""What comes at its own time: absences and cover, phases, leavers, all that was asked for ahead."""
