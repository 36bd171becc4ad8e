//! The icons, drawn for this page on a square of 16 units. Each only repeats
//! what a text beside it says, so all are hidden from assistive technology.

use leptos::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Icon {
    Passed,
    Problem,
    Warning,
    Info,
    Unknown,
    Blocked,
    NotNeeded,
    Pending,
    Chevron,
    Check,
    Cross,
    Search,
    Key,
    Play,
    Person,
    Directory,
    Copy,
    Download,
    Refresh,
    SignOut,
    Outside,
}

/// How a path is drawn.
#[derive(Clone, Copy)]
enum Ink {
    Line,
    Fill,
}

impl Icon {
    fn drawing(self) -> (Ink, &'static str) {
        match self {
            Self::Passed => (
                Ink::Line,
                "M8 1.75a6.25 6.25 0 1 1 0 12.5 6.25 6.25 0 0 1 0-12.5M5.2 8.3l2 2 3.6-4.4",
            ),
            Self::Problem => (
                Ink::Fill,
                "M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1M5.9 4.84 4.84 5.9 6.94 8l-2.1 2.1 1.06 1.06L8 9.06l2.1 2.1 1.06-1.06L9.06 8l2.1-2.1-1.06-1.06L8 6.94z",
            ),
            Self::Warning => (
                Ink::Fill,
                "M8 1.2c.5 0 .95.26 1.2.7l5.6 10.2a1.4 1.4 0 0 1-1.2 2.1H2.4a1.4 1.4 0 0 1-1.2-2.1L6.8 1.9c.25-.44.7-.7 1.2-.7M7.25 5.5v4h1.5v-4zM8 10.6a.9.9 0 1 0 0 1.8.9.9 0 0 0 0-1.8",
            ),
            Self::Info => (
                Ink::Line,
                "M8 1.75a6.25 6.25 0 1 1 0 12.5 6.25 6.25 0 0 1 0-12.5M8 7.3v4M8 4.9v.1",
            ),
            Self::Unknown => (
                Ink::Line,
                "M8 1.75a6.25 6.25 0 1 1 0 12.5 6.25 6.25 0 0 1 0-12.5M6.1 6.3A1.95 1.95 0 1 1 9 8c-.7.4-1 .7-1 1.4M8 11.4v.1",
            ),
            Self::Blocked => (
                Ink::Line,
                "M8 1.75a6.25 6.25 0 1 1 0 12.5 6.25 6.25 0 0 1 0-12.5M3.7 3.7l8.6 8.6",
            ),
            Self::NotNeeded => (
                Ink::Line,
                "M8 1.75a6.25 6.25 0 1 1 0 12.5 6.25 6.25 0 0 1 0-12.5M5.3 8h5.4",
            ),
            Self::Pending => (Ink::Line, "M8 1.75A6.25 6.25 0 1 1 1.75 8"),
            Self::Chevron => (Ink::Line, "M6 3.5 10.5 8 6 12.5"),
            Self::Check => (Ink::Line, "M2.75 8.5l3.5 3.5 7-8"),
            Self::Cross => (Ink::Line, "M3.5 3.5l9 9M12.5 3.5l-9 9"),
            Self::Search => (
                Ink::Line,
                "M7 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9M10.3 10.3 14 14",
            ),
            Self::Key => (
                Ink::Line,
                "M10.5 1.9a3.6 3.6 0 1 1-1.5 6.87L4.6 13.2H2.4V11l4.43-4.43A3.6 3.6 0 0 1 10.5 1.9M11.3 4.7v.1",
            ),
            Self::Play => (Ink::Fill, "M4.5 2.6v10.8L13 8z"),
            Self::Person => (
                Ink::Line,
                "M8 2a2.75 2.75 0 1 1 0 5.5A2.75 2.75 0 0 1 8 2M2.75 14c.3-2.6 2.5-4.5 5.25-4.5s4.95 1.9 5.25 4.5",
            ),
            Self::Directory => (
                Ink::Line,
                "M3 14V2.5h7V14M10 6.5h3V14M1.75 14h12.5M5.3 5.25h2.4M5.3 8h2.4M5.3 10.75h2.4",
            ),
            Self::Copy => (
                Ink::Line,
                "M5.75 5.75h7.5v7.5h-7.5zM10.25 5.5V2.75h-7.5v7.5H5.5",
            ),
            Self::Download => (
                Ink::Line,
                "M8 2.25v7.5M4.75 6.75 8 10l3.25-3.25M2.75 13.25h10.5",
            ),
            Self::Refresh => (
                Ink::Line,
                "M13.25 8a5.25 5.25 0 1 1-1.6-3.8M13.25 1.75v3h-3",
            ),
            Self::SignOut => (
                Ink::Line,
                "M6.25 2.5H3v11h3.25M10.25 4.75 13.5 8l-3.25 3.25M13.25 8H6.5",
            ),
            Self::Outside => (Ink::Line, "M6.5 3H3v10h10V9.5M9 2.75h4.25V7M13 3 7.25 8.75"),
        }
    }
}

/// One icon in the colour of the text around it.
#[component]
pub(crate) fn IconView(#[prop(into)] icon: Signal<Icon>) -> impl IntoView {
    let drawing = Memo::new(move |_| icon.get().drawing().1);
    view! {
        <svg
            class="icon"
            class:icon-filled=move || matches!(icon.get().drawing().0, Ink::Fill)
            class:icon-turning=move || icon.get() == Icon::Pending
            viewBox="0 0 16 16"
            aria-hidden="true"
            focusable="false"
        >
            <path d=drawing />
        </svg>
    }
}
