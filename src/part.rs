//! Parts of the program that are fetched when they are first needed.
//!
//! A plain build has all in one module; with the feature `split`, each function that is
//! declared here is a place where the release is taken apart (`xtask/src/site/split`):
//! what it calls, and no other part, is in a file of its own.

use leptos::prelude::AnyView;

/// A function of a part: `part!(name of the part, fn name(arguments) -> output { … })`.
/// It becomes one that first waits for the part, and says why if it cannot be fetched.
macro_rules! part {
    ($part:ident, $(#[$doc:meta])* fn $name:ident($($arg:ident: $type:ty),* $(,)?) -> $output:ty $body:block) => {
        $(#[$doc])*
        #[cfg(feature = "split")]
        #[leptos::wasm_split::wasm_split($part, wasm_split_path = leptos::wasm_split, fallible)]
        pub(crate) fn $name(
            $($arg: $type),*
        ) -> Result<$output, crate::browser::module::NotLoaded> {
            Ok($body)
        }

        $(#[$doc])*
        #[cfg(not(feature = "split"))]
        pub(crate) async fn $name(
            $($arg: $type),*
        ) -> Result<$output, crate::browser::module::NotLoaded> {
            Ok($body)
        }
    };
}

pub(crate) use part;

/// A view that is made where it will stand, once its part is there: it uses what is
/// provided in that place.
pub(crate) type Deferred = Box<dyn FnOnce() -> AnyView>;
