//! Where the reader is: the fragment of the address, as a value. Knows
//! sessions and pages only by their addresses.

use std::time::Duration;

use azure::resource_id::ResourceId;
use diagnosis::{
    case_number::CaseNumber,
    question::{Asked, BadParameter},
};
use inventory::{TabKind, TableState};
use leptos::prelude::*;
use text::Language;

use crate::browser::location;

/// A place in the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Route {
    /// Where one signs in.
    Start,
    /// What to look at. The subscription is kept while no VM of it is chosen.
    Target {
        asked: Asked,
        subscription: Option<String>,
    },
    Check(Asked),
    /// All VMs of a subscription, or of several, on one of the tabs. The id stands as
    /// the address has it, with commas between several, and so does how the table is set.
    Subscription {
        id: String,
        tab: PageTab,
        table: String,
    },
    /// All subscriptions. How the table is set stands as the address has it.
    Fleet(String),
    /// A result that somebody shared, as its address has it; `None` for the
    /// place to open one.
    Result(Option<String>),
    /// Two results side by side, the first as its address has it, if any.
    Compare(Option<String>),
    /// The questions of a check by hand, which asks nobody else.
    ByHand(Asked),
    /// A script that collects what a check reads, and the file that it writes.
    Collect(Asked),
    /// What infrastructure code does to JIT's rules.
    Code,
    /// Where support makes a link that starts a check.
    Ask,
    /// What happens to the reader's data.
    Trust,
    /// The copy of the page that works offline.
    Offline,
    /// What the page's host sends.
    Host,
    /// The demo's scenarios, with what is looked for among them, if anything.
    Demos(Option<String>),
    /// One of the demo's scenarios.
    Demo(String),
    /// Every cause, with what is looked for among them, if anything.
    Why(Option<String>),
    /// The page of one cause, `check/case` as the address has it.
    Cause(String),
    /// What somebody pasted on the first page.
    Anything,
    /// Every drawn step, for those who write and translate them.
    Gallery,
    Unknown(String),
    /// An address that is longer than any that this page makes; nothing of it was
    /// read.
    TooLong,
}

/// The longest result link that reports allow is far shorter, even if a mail service
/// has encoded it twice.
const LONGEST: usize = 1 << 16;

/// What the table of all subscriptions keeps in its address; the crate that reads it is
/// fetched with its page only.
const FLEET_PARAMETERS: [&str; 3] = ["find", "show", "sort"];

/// So many subscriptions are read together; their ids fill an address, and their VMs a
/// page.
pub(crate) const MOST_SUBSCRIPTIONS: usize = 50;

/// Typing and scrolling rest for so long before the address is rewritten: browsers
/// refuse it more than some hundred times a minute.
pub(crate) const REST: Duration = Duration::from_millis(150);

/// A tab of the subscription's page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PageTab {
    /// The VMs that stand on this tab of the portal.
    Vms(TabKind),
    /// Who has access at the moment.
    Access,
    /// What is untidy about the policies.
    CleanUp,
}

impl PageTab {
    const FIRST: Self = Self::Vms(TabKind::Configured);

    pub(crate) const ALL: [Self; 6] = [
        Self::Vms(TabKind::Configured),
        Self::Vms(TabKind::NotConfigured),
        Self::Vms(TabKind::Unsupported),
        Self::Vms(TabKind::CannotTell),
        Self::Access,
        Self::CleanUp,
    ];

    /// The name in addresses, and the one under which texts are kept.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Vms(kind) => kind.name(),
            Self::Access => "access",
            Self::CleanUp => "clean-up",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }
}

/// A route and what else its address said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) route: Route,
    /// What of the query was not understood.
    pub(crate) bad: Vec<BadParameter>,
    /// The language that the address asks for.
    pub(crate) language: Option<Language>,
    /// The scenario of the demo that the address belongs to: nothing about it is
    /// ever asked of Azure.
    pub(crate) demo: Option<String>,
    /// The check whose row of the checklist is to be shown, as the address has it.
    pub(crate) row: Option<String>,
}

impl Place {
    /// Reads the part of an address behind `#`. Nothing in it can fail: what
    /// is not understood is reported.
    pub(crate) fn parse(fragment: &str) -> Self {
        if LONGEST < fragment.len() {
            return Route::TooLong.into();
        }
        if let Some(route) = with_payload(fragment) {
            return Self {
                language: fragment
                    .split_once('?')
                    .and_then(|(_, query)| parameter(query, "lang"))
                    .and_then(|it| Language::from_tag(&it)),
                ..route.into()
            };
        }
        let (path, query) = fragment.split_once('?').unwrap_or((fragment, ""));
        let language = parameter(query, "lang").and_then(|it| Language::from_tag(&it));
        let demo = parameter(query, "demo");
        let row = parameter(query, "row");
        let segments: Vec<&str> = path.split('/').filter(|it| !it.is_empty()).collect();
        let (mut asked, mut bad) = Asked::from_query(query);
        if let Some(other) = asked.vm.take_if(|it| !is_machine(it)) {
            bad.push(BadParameter {
                name: "vm",
                value: other.to_string(),
                id_error: None,
            });
        }
        let (route, bad) = match segments.as_slice() {
            [] => (Route::Start, Vec::new()),
            ["target"] => {
                let subscription = parameter(query, "subscription");
                bad.extend(subscription.as_deref().and_then(not_subscription));
                (
                    Route::Target {
                        asked,
                        subscription,
                    },
                    bad,
                )
            }
            ["check"] => (Route::Check(asked), bad),
            ["subscription", id] => {
                let tab = parameter(query, "tab").and_then(|it| PageTab::from_name(&it));
                (
                    Route::Subscription {
                        id: (*id).to_owned(),
                        tab: tab.unwrap_or(PageTab::FIRST),
                        table: only(query, &TableState::PARAMETERS),
                    },
                    not_subscription(id).into_iter().collect(),
                )
            }
            ["fleet"] => (Route::Fleet(only(query, &FLEET_PARAMETERS)), Vec::new()),
            ["guide"] => (Route::ByHand(asked), bad),
            ["collect"] => (Route::Collect(asked), bad),
            ["ask"] => (Route::Ask, Vec::new()),
            ["code"] => (Route::Code, Vec::new()),
            ["trust"] => (Route::Trust, Vec::new()),
            ["offline"] => (Route::Offline, Vec::new()),
            ["host"] => (Route::Host, Vec::new()),
            ["demo"] => (Route::Demos(parameter(query, "find")), Vec::new()),
            ["demo", name] => (Route::Demo((*name).to_owned()), Vec::new()),
            ["why"] => (Route::Why(parameter(query, "find")), Vec::new()),
            ["paste"] => (Route::Anything, Vec::new()),
            ["gallery"] => (Route::Gallery, Vec::new()),
            _ => (Route::Unknown(path.to_owned()), Vec::new()),
        };
        Self {
            demo: demo.filter(|_| route.needs_session()),
            row: row.filter(|_| matches!(route, Route::Check(_))),
            route,
            bad,
            language,
        }
    }

    /// The fragment that [`Self::parse`] reads back.
    pub(crate) fn fragment(&self) -> String {
        let (path, mut query) = match &self.route {
            Route::Start | Route::TooLong => ("/".to_owned(), String::new()),
            Route::Target {
                asked,
                subscription,
            } => {
                let mut query = asked.to_query();
                if let Some(it) = subscription {
                    append(&mut query, "subscription", it);
                }
                ("/target".to_owned(), query)
            }
            Route::Check(asked) => ("/check".to_owned(), asked.to_query()),
            Route::ByHand(asked) => ("/guide".to_owned(), asked.to_query()),
            Route::Collect(asked) => ("/collect".to_owned(), asked.to_query()),
            Route::Subscription { id, tab, table } => {
                let mut query = table.clone();
                append(&mut query, "tab", tab.name());
                (format!("/subscription/{id}"), query)
            }
            Route::Fleet(table) => ("/fleet".to_owned(), table.clone()),
            Route::Result(payload) => (with_last("/result", payload.as_deref()), String::new()),
            Route::Compare(payload) => (with_last("/compare", payload.as_deref()), String::new()),
            Route::Ask => ("/ask".to_owned(), String::new()),
            Route::Code => ("/code".to_owned(), String::new()),
            Route::Trust => ("/trust".to_owned(), String::new()),
            Route::Offline => ("/offline".to_owned(), String::new()),
            Route::Host => ("/host".to_owned(), String::new()),
            Route::Demos(find) => ("/demo".to_owned(), finding(find.as_deref())),
            Route::Why(find) => ("/why".to_owned(), finding(find.as_deref())),
            Route::Cause(case) => (with_last("/why", Some(case)), String::new()),
            Route::Anything => ("/paste".to_owned(), String::new()),
            Route::Demo(name) => (format!("/demo/{name}"), String::new()),
            Route::Gallery => ("/gallery".to_owned(), String::new()),
            Route::Unknown(path) => (path.clone(), String::new()),
        };
        let language = self.language.map(Language::tag);
        for (name, value) in [
            ("demo", self.demo.as_deref()),
            ("row", self.row.as_deref()),
            ("lang", language),
        ] {
            if let Some(value) = value {
                append(&mut query, name, value);
            }
        }
        if query.is_empty() {
            path
        } else {
            format!("{path}?{query}")
        }
    }
}

impl Route {
    /// Where nothing is chosen yet.
    pub(crate) fn target() -> Self {
        Self::Target {
            asked: Asked::default(),
            subscription: None,
        }
    }

    /// All VMs of a subscription; at first those that have JIT.
    pub(crate) fn subscription(id: &str, tab: Option<PageTab>) -> Self {
        Self::Subscription {
            id: id.to_owned(),
            tab: tab.unwrap_or(PageTab::FIRST),
            table: String::new(),
        }
    }

    /// The case number of what is asked, if any.
    pub(crate) fn case(&self) -> Option<CaseNumber> {
        match self {
            Self::Target { asked, .. } | Self::Check(asked) | Self::ByHand(asked) => {
                asked.case.clone()
            }
            _ => None,
        }
    }

    /// The address of this route for a link on the page, which leads on in the demo
    /// while the reader is there. To be called where a component is set up.
    pub(crate) fn href(&self) -> String {
        let place = match use_context::<Router>() {
            Some(router) => router.place_of(self.clone()),
            None => self.clone().into(),
        };
        format!("#{}", place.fragment())
    }

    /// The areas of texts that its page takes beside the app's.
    pub(crate) fn texts(&self) -> &'static [&'static str] {
        match self {
            // What the demo's scenarios are about.
            Self::Check(asked) if asked.about.is_some() => &["checks", "check", "shared"],
            Self::Check(_) => &["checks", "check"],
            Self::Demos(_) => &["demo"],
            Self::Demo(_) => &["demo", "checks", "check"],
            Self::Subscription { .. } => &["checks", "inventory"],
            Self::Result(_) => &["checks", "shared"],
            Self::Compare(_) => &["checks", "shared", "compare"],
            Self::Why(_) | Self::Cause(_) | Self::Anything => &["checks", "fix", "neutral", "why"],
            Self::ByHand(_) => &["hand"],
            Self::Offline | Self::Host => &["site"],
            Self::Trust => &["trust"],
            Self::Ask => &["ask"],
            Self::Code => &["code"],
            Self::Target { .. } => &["target"],
            Self::Collect(_) => &["collect"],
            Self::Fleet(_) => &["fleet"],
            _ => &[],
        }
    }

    /// Whether it shows something only to those with a session.
    pub(crate) fn needs_session(&self) -> bool {
        matches!(
            self,
            Self::Target { .. } | Self::Check(_) | Self::Subscription { .. } | Self::Fleet(_)
        )
    }
}

impl From<Route> for Place {
    fn from(route: Route) -> Self {
        Self {
            route,
            bad: Vec::new(),
            language: None,
            demo: None,
            row: None,
        }
    }
}

/// Whether an id may be a VM's. Arc machines, classic VMs and scale sets are
/// told apart by the checks.
pub(crate) fn is_machine(id: &ResourceId) -> bool {
    id.resource_type().to_ascii_lowercase().contains("machine")
}

/// The scope of the subscription that an address names, if it names one.
pub(crate) fn subscription_scope(id: &str) -> Option<ResourceId> {
    let scope = ResourceId::parse(&format!("/subscriptions/{id}")).ok()?;
    (scope.subscription_scope() == scope).then_some(scope)
}

/// The scopes of the subscriptions that an address names, each once.
pub(crate) fn subscription_scopes(ids: &str) -> Option<Vec<ResourceId>> {
    let mut scopes = Vec::new();
    for id in ids.split(',') {
        let scope = subscription_scope(id)?;
        if !scopes.contains(&scope) {
            scopes.push(scope);
        }
    }
    Some(scopes)
}

fn not_subscription(ids: &str) -> Option<BadParameter> {
    let id = ids.split(',').find(|it| subscription_scope(it).is_none())?;
    Some(BadParameter {
        name: "subscription",
        value: id.to_owned(),
        id_error: None,
    })
}

/// The routes that end in a link's data. Mails and chats do all kinds of things
/// to those, which the reader of links undoes; so the rest is kept as it is.
fn with_payload(fragment: &str) -> Option<Route> {
    let plain = percent_encoding::percent_decode_str(fragment).decode_utf8_lossy();
    let plain = plain.trim_start_matches(['/', '<']);
    let (name, rest) = plain.split_once(['/', '?']).unwrap_or((plain, ""));
    let rest = if plain[name.len()..].starts_with('?') {
        ""
    } else {
        rest
    };
    let (payload, _) = rest.split_once('?').unwrap_or((rest, ""));
    let payload = Some(payload.trim_start_matches('/').to_owned()).filter(|it| !it.is_empty());
    match name {
        "result" => Some(Route::Result(payload)),
        "compare" => Some(Route::Compare(payload)),
        "why" => payload.map(Route::Cause),
        _ => None,
    }
}

fn with_last(path: &str, last: Option<&str>) -> String {
    match last {
        Some(last) => format!("{path}/{last}"),
        None => path.to_owned(),
    }
}

fn parameter(query: &str, name: &str) -> Option<String> {
    form_urlencoded::parse(query.as_bytes())
        .find(|(it, _)| it == name)
        .map(|(_, value)| value.trim().to_owned())
        .filter(|it| !it.is_empty())
}

/// What a query says under these names.
fn only(query: &str, names: &[&str]) -> String {
    let pairs = form_urlencoded::parse(query.as_bytes());
    let pairs = pairs.filter(|(name, _)| names.contains(&&**name));
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}

/// The query that asks for what is looked for.
fn finding(find: Option<&str>) -> String {
    let mut query = String::new();
    if let Some(it) = find {
        append(&mut query, "find", it);
    }
    query
}

fn append(query: &mut String, name: &str, value: &str) {
    let mut serializer = form_urlencoded::Serializer::new(std::mem::take(query));
    *query = serializer.append_pair(name, value).finish();
}

/// The reader's place and the ways to another; in context from the start.
#[derive(Clone, Copy)]
pub(crate) struct Router {
    place: RwSignal<Place>,
    /// Whether a page was shown before.
    arrived: StoredValue<bool>,
    /// The scenario of the demo that the reader is in.
    demo: StoredValue<Option<String>>,
}

impl Router {
    /// Follows the address from now on.
    pub(crate) fn follow() -> Self {
        let place = RwSignal::new(Place::parse(&location::hash()));
        let router = Self {
            place,
            arrived: StoredValue::new(false),
            demo: StoredValue::new(None),
        };
        let listener = location::on_hash_change(move |fragment| {
            let mut asked = Place::parse(&fragment);
            let demo = router.demo_of(&asked.route);
            if asked.demo.is_none() && demo.is_some() {
                asked.demo = demo;
                location::replace(&asked.fragment());
            }
            place.set(asked);
        });
        on_cleanup(move || listener.remove());
        router
    }

    /// From now on the reader is in this scenario of the demo, or in none.
    pub(crate) fn enter_demo(self, scenario: Option<String>) {
        self.demo.set_value(scenario);
    }

    fn demo_of(self, route: &Route) -> Option<String> {
        self.demo.get_value().filter(|_| route.needs_session())
    }

    fn place_of(self, route: Route) -> Place {
        Place {
            demo: self.demo_of(&route),
            ..route.into()
        }
    }

    pub(crate) fn place(self) -> Signal<Place> {
        self.place.into()
    }

    /// Says that a page is shown, and tells whether another was before it.
    pub(crate) fn arrive(self) -> bool {
        self.arrived
            .try_update_value(|it| std::mem::replace(it, true))
            .unwrap_or_default()
    }

    /// Goes to a route and adds it to the history.
    pub(crate) fn go(self, route: Route) {
        location::push(&self.place_of(route).fragment());
    }

    /// Goes to a route in place of the present one.
    pub(crate) fn replace(self, route: Route) {
        let place = self.place_of(route);
        location::replace(&place.fragment());
        self.place.set(place);
    }

    /// Keeps the state of a page in the address without leaving the page:
    /// nobody who follows the place is told.
    pub(crate) fn keep(self, route: Route) {
        let mut place = self.place.get_untracked();
        place.route = route;
        place.row = None;
        location::replace(&place.fragment());
        self.place.update_untracked(|it| *it = place);
    }

    /// Drops a language that the address asks for, once the reader has chosen
    /// another: a reload must not undo the choice.
    pub(crate) fn forget_language(self) {
        let mut place = self.place.get_untracked();
        if place.language.take().is_some() {
            location::replace(&place.fragment());
            self.place.update_untracked(|it| *it = place);
        }
    }
}

/// The router in context.
pub(crate) fn router() -> Router {
    expect_context()
}

#[cfg(test)]
mod tests {
    use super::*;

    const VM: &str = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm-1";

    #[test]
    fn places_read_back() {
        let (asked, bad) = Asked::from_query(&format!(
            "tenant=contoso.com&vm={VM}&port=3389&source=203.0.113.7&goal=request&duration=PT3H"
        ));
        assert_eq!(bad, []);
        for route in [
            Route::Start,
            Route::Fleet(String::new()),
            Route::Fleet("find=web&show=stale&sort=-vms".to_owned()),
            Route::Target {
                asked: Asked::default(),
                subscription: Some("11111111-2222-3333-4444-555555555555".to_owned()),
            },
            Route::Target {
                asked: asked.clone(),
                subscription: None,
            },
            Route::Check(asked),
            Route::subscription("11111111-2222-3333-4444-555555555555", None),
            Route::Subscription {
                id: "11111111-2222-3333-4444-555555555555".to_owned(),
                tab: PageTab::Access,
                table: "find=web+01&sort=-group&top=7&chosen=rg%2Fvm-1".to_owned(),
            },
            Route::Result(None),
            Route::Compare(None),
            Route::Result(Some("jd1.4.AAAAAA.AAAA".to_owned())),
            Route::Compare(Some("jd1.4.AAAAAA.AAAA".to_owned())),
            Route::Ask,
            Route::Code,
            Route::Trust,
            Route::Offline,
            Route::Host,
            Route::Demos(None),
            Route::Demos(Some("nsg".to_owned())),
            Route::Demo("plan-off".to_owned()),
            Route::Why(None),
            Route::Why(Some("nsg".to_owned())),
            Route::Cause("change.lock/read_only".to_owned()),
            Route::Anything,
            Route::Gallery,
            Route::Unknown("/nowhere/at/all".to_owned()),
        ] {
            for language in [None, Some(Language::Japanese)] {
                let place = Place {
                    language,
                    ..route.clone().into()
                };
                assert_eq!(Place::parse(&place.fragment()), place);
            }
        }
    }

    #[test]
    fn a_row_and_the_demo_read_back_where_they_mean_something() {
        let (asked, _) = Asked::from_query(&format!("vm={VM}"));
        let place = Place {
            demo: Some("plan-off".to_owned()),
            row: Some("plan.servers".to_owned()),
            ..Route::Check(asked).into()
        };
        assert_eq!(Place::parse(&place.fragment()), place);
        let elsewhere = Place::parse("/ask?demo=plan-off&row=plan.servers");
        assert_eq!(elsewhere, Route::Ask.into());
        let whole = Place::parse("/subscription/x?demo=subscription-mixed&row=plan.servers");
        assert_eq!(whole.demo.as_deref(), Some("subscription-mixed"));
        assert_eq!(whole.row, None);
    }

    #[test]
    fn a_bad_parameter_is_told_and_loses_nothing_else() {
        let place = Place::parse("/check?port=0&goal=connect&lang=ja-JP");
        assert_eq!(place.bad.len(), 1);
        assert_eq!(place.language, Some(Language::Japanese));
        let Route::Check(asked) = place.route else {
            panic!("{place:?}")
        };
        assert_eq!(
            asked.goal.map(diagnosis::question::Goal::name),
            Some("connect")
        );
    }

    #[test]
    fn what_is_no_subscription_is_told_and_kept() {
        for fragment in [
            "/subscription/no-guid?tab=access",
            "/target?subscription=no-guid",
        ] {
            let place = Place::parse(fragment);
            assert_eq!(place.bad.len(), 1, "{fragment}");
            assert_eq!(
                (place.bad[0].name, &*place.bad[0].value),
                ("subscription", "no-guid")
            );
            assert_eq!(Place::parse(&place.fragment()), place);
        }
    }

    #[test]
    fn an_address_that_is_too_long_is_refused_before_it_is_read() {
        let long = "vm=x&".repeat(LONGEST);
        for fragment in [
            format!("/check?{long}"),
            "/a".repeat(LONGEST),
            "%25".repeat(LONGEST),
        ] {
            let place = Place::parse(&fragment);
            assert_eq!((place.route, place.bad), (Route::TooLong, Vec::new()));
        }
        let fits = format!("/result/jd1.{}", "a".repeat(LONGEST - 20));
        assert!(matches!(Place::parse(&fits).route, Route::Result(Some(_))));
    }

    /// Sixteen times as long takes a few times sixteen times the time, not 256 times. Only
    /// the time counts that this thread had the processor.
    #[cfg(not(target_arch = "wasm32"))]
    #[test]
    fn an_address_is_read_in_linear_time() {
        let best = |text: &str| {
            let time = |_| {
                let started = cpu_time::ThreadTime::now();
                std::hint::black_box(Place::parse(std::hint::black_box(text)).fragment());
                started.elapsed()
            };
            (0..5).map(time).min().unwrap_or_default()
        };
        for (head, piece) in [
            ("/check", "?vm=x"),
            ("/check?", "vm=/subscriptions/&"),
            ("/target?", "subscription=x&"),
            ("/result/", "jd1."),
            ("/compare/", "%25"),
            ("", "%25"),
            ("", "%2525"),
            ("/", "/a"),
            ("/subscription/", "?tab="),
            ("/demo/", "<"),
        ] {
            let text = |bytes: usize| format!("{head}{}", piece.repeat(bytes / piece.len()));
            let small = best(&text(LONGEST / 16 - 32)).max(Duration::from_micros(200));
            let large = best(&text(LONGEST - 32));
            assert!(
                large <= small * 64,
                "{head}{piece}: {small:?}, then {large:?}"
            );
        }
    }

    #[test]
    fn an_address_keeps_what_the_fleet_keeps() {
        assert_eq!(FLEET_PARAMETERS, fleet::View::PARAMETERS);
    }

    #[test]
    fn what_is_no_machine_is_not_checked() {
        let group = VM.split("/providers").next().unwrap_or_default();
        let place = Place::parse(&format!("/check?vm={group}&port=22"));
        assert_eq!(place.bad.len(), 1);
        let Route::Check(asked) = place.route else {
            panic!("{place:?}")
        };
        assert_eq!((asked.vm, asked.port), (None, Some(22)));
    }

    #[test]
    fn a_mangled_result_is_still_one() {
        for fragment in [
            "/result/jd1.x",
            "result/jd1.x",
            "%2Fresult%2Fjd1.x",
            "/result/jd1.x?utm_source=mail",
        ] {
            let route = Place::parse(fragment).route;
            assert_eq!(route, Route::Result(Some("jd1.x".to_owned())), "{fragment}");
        }
        assert!(matches!(Place::parse("/results").route, Route::Unknown(_)));
    }

    #[test]
    fn an_empty_address_is_the_start() {
        for fragment in ["", "/", "?lang=ja"] {
            assert_eq!(Place::parse(fragment).route, Route::Start, "{fragment}");
        }
    }
}
