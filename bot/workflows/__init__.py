"""All durable work (DBOS): what arrives, the clocks of each ticket, ingests, the tracker.

The database rows are the truth. A workflow only makes sure that the use case runs to its end, in
the lane's order, also after a crash; every effect of a use case happens once per id.

The names of workflows, steps and queues, and the ids of workflows, are in the database of every
installation: those that wait across an update have to find them again.
"""

from bot.workflows.ingests import leave_report
from bot.workflows.jobs import DurableJobs

__all__ = ("DurableJobs", "leave_report")
