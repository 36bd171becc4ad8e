//! The page, as the browser starts it.

fn main() {
    jit_doctor::show_panics();
    // Leptos has its own way to start work, but only once something is mounted.
    wasm_bindgen_futures::spawn_local(jit_doctor::front::mount());
}
