"""What the workflow database knows of the desk; a change strands what is under way there."""

NAME = "doorstep"
APP_VERSION = "1"  # pinned: workflows that wait across an upgrade must go on afterwards

QUEUE = "inbound"
CLOCKS = "clocks"
INGESTS = "ingests"
MIRRORS = "mirrors"
