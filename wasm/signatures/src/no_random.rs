//! No random numbers: verifying needs none, and none means that the module imports nothing for them.

/// ring's code for making keys refers to a source of randomness, and on this target somebody must name one.
#[cfg(all(target_family = "wasm", target_os = "unknown"))]
fn refuse(_: &mut [u8]) -> Result<(), getrandom::Error> {
    Err(getrandom::Error::UNSUPPORTED)
}

#[cfg(all(target_family = "wasm", target_os = "unknown"))]
getrandom::register_custom_getrandom!(refuse);
