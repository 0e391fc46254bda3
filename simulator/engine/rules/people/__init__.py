"""What people do with what is in hand: work, ways, meetings, breaks and what comes in between."""
