//! Repositories on the network, against a real server: what works, and what is refused for what it is.

#[path = "../common/server.rs"]
#[expect(dead_code, reason = "a part of what a server can do wrong is enough here")]
mod server;

mod amazon;
mod cache;
mod faults;
mod healing;
mod world;
