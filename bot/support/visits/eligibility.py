"""Whether a visit or a session is open to who asks, what it costs, and from when on: pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.support.accounts import Account, Contract
from bot.support.models import Model, Severity
from bot.support.policy import Mode, Policy
from bot.support.visits.models import Fee, FeeItem, Ground, Verdict, Visit, VisitKind, Wish
from bot.support.visits.rules import City, GroundRules, Included, Season

_STRATEGIC_PLAN = Mode.TECHNICAL_MANAGER  # a plan with one is for strategic customers
_LONGEST_WAIT = timedelta(days=400)  # a season that never ends is a slip of the hand


class Standing(Model):
    """Who asks, as far as the policy looks at it."""

    plan: str
    account: Account | None = None
    severity: Severity
    session_held: bool = False  # a remote session was held for this ticket
    used: Included = Included()  # of what this contract year includes


class Judged(Model):
    """What a verdict looked at, as it is stored."""

    inputs: dict[str, str | int | float | bool]


def judge(wish: Wish, standing: Standing, policy: Policy, now: datetime) -> Verdict:
    """The verdict with its reason and, when it is a yes, its fee and its first possible moment."""
    judged = _Judgement(wish, standing, policy, now)
    return judged.verdict().model_copy(
        update={"inputs": judged.inputs(), "policy_version": policy.version}
    )


def used(visits: Sequence[Visit], contract: Contract, now: datetime) -> Included:
    """What the visits of an account have used up in the contract year that holds `now`."""
    begins = year_start(contract, now.date())
    counted = [
        one
        for one in visits
        if one.status.counts and (one.slot.start if one.slot else one.created_at).date() >= begins
    ]

    def length(kind: VisitKind) -> float:
        return sum(
            one.report.length if one.report else one.wish.length
            for one in counted
            if one.kind is kind
        )

    return Included(remote_hours=length(VisitKind.REMOTE), on_site_days=length(VisitKind.ON_SITE))


def year_start(contract: Contract, today: date) -> date:
    """The first day of the contract year that holds `today`."""
    begins = contract.year_starts or date(today.year, 1, 1)
    day = begins.day if (begins.month, begins.day) != (2, 29) else 28
    this_year = date(today.year, begins.month, day)
    return this_year if this_year <= today else date(today.year - 1, begins.month, day)


class _Judgement:
    """One wish; its rules are asked in order, the first that says no decides."""

    def __init__(self, wish: Wish, standing: Standing, policy: Policy, now: datetime) -> None:
        self.wish, self.standing, self.policy, self.now = wish, standing, policy, now
        self.rules = policy.visits
        self.plan = policy.plan(standing.plan)
        self.contract = standing.account.contract if standing.account else Contract()
        self.on_site = wish.kind is VisitKind.ON_SITE

    def verdict(self) -> Verdict:
        refusals: tuple[Callable[[], Verdict | None], ...] = (
            self._product,
            self._plan,
            self._length,
        )
        if self.on_site:
            refusals += (self._ground, self._remote_first, self._city, self._season_open)
        for refuses in refusals:
            refused = refuses()
            if refused is not None:
                return refused
        return self._allowed()

    def inputs(self) -> dict[str, str | int | float | bool]:
        standing, included = self.standing, self._included()
        return {
            "kind": self.wish.kind.value,
            "ground": self.wish.ground.value if self.wish.ground else "",
            "plan": self.policy.plan_name(standing.plan),
            "strategic": self._strategic(),
            "severity": standing.severity.value,
            "session_held": standing.session_held,
            "city": self.wish.city,
            "length": self.wish.length,
            "included_days": included.on_site_days,
            "used_days": standing.used.on_site_days,
            "included_hours": included.remote_hours,
            "used_hours": standing.used.remote_hours,
        }

    # No -------------------------------------------------------------------------------------------

    def _no(self, rule: str, reason: str, *, remote_helps: bool = True, **facts: str) -> Verdict:
        return Verdict(
            eligible=False,
            rule=rule,
            reason=reason,
            phrase=f"visit_no_{rule}",
            facts=facts,
            remote_helps=remote_helps and self.on_site and self.plan.includes(_REMOTE),
        )

    def _product(self) -> Verdict | None:
        covered = self.contract.products
        wanted = self.wish.product.casefold()
        if not covered or not wanted or wanted in {one.casefold() for one in covered}:
            return None
        reason = f"The contract does not cover {self.wish.product}."
        return self._no("product", reason, product=self.wish.product, remote_helps=False)

    def _plan(self) -> Verdict | None:
        mode = Mode.ON_SITE if self.on_site else _REMOTE
        included = self._included()
        agreed = included.on_site_days if self.on_site else included.remote_hours
        if self.plan.includes(mode) or agreed > 0:
            return None
        name = self.policy.plan_name(self.standing.plan)
        return self._no("plan", f"The {name} plan does not include it.")

    def _length(self) -> Verdict | None:
        longest = self.rules.longest if self.on_site else self.rules.remote.longest
        if self.wish.length <= longest:
            return None
        return self._no(
            "length_days" if self.on_site else "length_hours",
            f"{self.wish.length} is more than the policy allows at once ({longest}).",
            longest=str(longest),
        )

    def _ground(self) -> Verdict | None:
        wish, rules = self.wish, self._ground_rules()
        if rules is None:
            return self._no("ground", "The policy knows no such ground for a visit.")
        if rules.severity is not None and self.standing.severity.rank < rules.severity.rank:
            return self._no(
                "severity",
                f"{_named(wish.ground)} needs a {rules.severity.value} ticket; "
                f"this one is {self.standing.severity.value}.",
            )
        if rules.strategic and not self._strategic():
            return self._no("strategic", "It is for strategic customers.")
        if rules.systems and not wish.systems.strip():
            return self._no("systems", "It does not say which of their systems it is about.")
        return None

    def _remote_first(self) -> Verdict | None:
        rules = self._ground_rules()
        waived = rules is None or not rules.remote_first
        if waived or self.standing.session_held or not self.plan.includes(_REMOTE):
            return None
        return self._no("remote_first", "A remote session comes first, by the policy.")

    def _city(self) -> Verdict | None:
        if self._city_rules() is not None:
            return None
        served = [city.name for city in self.rules.cities.values()]
        return self._no(
            "city",
            f"Nobody goes to {self.wish.city or 'a city that is not named'}.",
            city=self.wish.city or "-",
            cities=", ".join(one.en for one in served),
            cities_zh="、".join(one.zh for one in served),
        )

    def _season_open(self) -> Verdict | None:
        season = self._season()
        if season is None or not season.closed or self.wish.ground in season.open_for:
            return None
        return self._no(
            "season",
            f"{season.name.en} is closed for visits ({self._earliest():%Y-%m-%d}).",
            season=season.name.en,
            season_zh=season.name.zh,
            until=f"{season.end[0]:02d}-{season.end[1]:02d}",
        )

    # Yes ------------------------------------------------------------------------------------------

    def _allowed(self) -> Verdict:
        ground = f", ground {_named(self.wish.ground)}" if self.on_site else ""
        return Verdict(
            eligible=True,
            rule="eligible",
            reason=f"The policy allows it{ground}.",
            phrase="visit_offer" if self.on_site else "session_offer",
            fee=self._fee(),
            earliest=self._earliest(),
        )

    def _fee(self) -> Fee:
        items = self._visit_items() if self.on_site else self._session_items()
        return Fee(currency=self.rules.currency, items=tuple(items))

    def _session_items(self) -> list[FeeItem]:
        left = max(0.0, self._included().remote_hours - self.standing.used.remote_hours)
        free = min(float(self.wish.length), left)
        paid = self.wish.length - free
        return _lines("fee_hours", free, paid, round(paid * self.rules.remote.hour_price))

    def _visit_items(self) -> list[FeeItem]:
        left = max(0.0, self._included().on_site_days - self.standing.used.on_site_days)
        free = min(float(self.wish.length), left)
        paid = self.wish.length - free
        days = round(paid * self.rules.day_price)
        items = _lines("fee_days", free, paid, days)
        season = self._season()
        if season is not None and season.surcharge and days:
            facts = {"percent": str(season.surcharge), "season": season.name.en}
            amount = round(days * season.surcharge / 100)
            facts["season_zh"] = season.name.zh
            items.append(FeeItem(phrase="fee_season", facts=facts, amount=amount))
        city = self._city_rules()
        if city is not None and city.surcharge:
            facts = {"city": self.wish.city}
            items.append(FeeItem(phrase="fee_travel", facts=facts, amount=city.surcharge))
        return items

    # Facts ----------------------------------------------------------------------------------------

    def _included(self) -> Included:
        """The contract's word, where it has one; else the plan's."""
        plan = self.rules.included.get(self.policy.plan_name(self.standing.plan), Included())
        hours, days = self.contract.remote_hours, self.contract.on_site_days
        return Included(
            remote_hours=plan.remote_hours if hours is None else hours,
            on_site_days=plan.on_site_days if days is None else days,
        )

    def _strategic(self) -> bool:
        account = self.standing.account
        return (account is not None and account.strategic) or self.plan.includes(_STRATEGIC_PLAN)

    def _ground_rules(self) -> GroundRules | None:
        return None if self.wish.ground is None else self.rules.grounds.get(self.wish.ground)

    def _city_rules(self) -> City | None:
        return self.rules.city(self.wish.city)

    def _season(self) -> Season | None:
        zone = ZoneInfo(self.policy.business_hours.time_zone)
        return self.rules.season(self._earliest().astimezone(zone).date())

    def _earliest(self) -> datetime:
        hours = self.policy.business_hours
        noticed = hours.after(self.now, self.rules.notice(self.wish.kind, self.wish.ground))
        if self.wish.earliest is None:
            return noticed
        zone = ZoneInfo(hours.time_zone)
        wished = datetime.combine(self.wish.earliest, hours.start, zone)
        return max(noticed, min(wished, self.now + _LONGEST_WAIT)).astimezone(noticed.tzinfo)


_REMOTE = Mode.REMOTE_ASSISTANCE


def _named(ground: Ground | None) -> str:
    return ground.value if ground else "none"


def _lines(phrase: str, free: float, paid: float, amount: int) -> list[FeeItem]:
    """What is included, and what is charged."""
    items = []
    if free:
        items.append(FeeItem(phrase=f"{phrase}_included", facts={"count": f"{free:g}"}))
    if paid:
        items.append(FeeItem(phrase=phrase, facts={"count": f"{paid:g}"}, amount=amount))
    return items
