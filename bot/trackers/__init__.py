"""Other people's issue trackers: each module implements support.ports.Tracker for one of them."""
